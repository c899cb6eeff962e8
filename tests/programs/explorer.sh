#!/usr/bin/env bash
# The explorer's page from draw and serve, with a stand-in for the page that build_web.sh makes.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
mark='<script id="state" type="application/json">{}</script>'
printf 'before\n%s\nafter\n' "$mark" >page.html
export STMASK_EXPLORER=$own_folder/page.html

# state FILE: what stands in the page's place for it.
state() {
    sed -n 's,^<script id="state" type="application/json">\(.*\)</script>$,\1,p' "$1"
}
expect_status 0 "$BIN/stmask" draw strided --size 64Ki -o a.html
expect_equal "$(state a.html)" '{"size": "65536", "mode": "one", "spec": "strided"}' "one mask"
expect_equal "$(sed 1q a.html)/$(sed '$!d' a.html)" before/after "the rest of the page"
expect_status 0 "$BIN/stmask" draw strided 'fixed & causal' -o b.HTML
expect_equal "$(state b.HTML)" \
    '{"size": "1024", "mode": "two", "spec": "strided", "other": "fixed & causal"}' "two masks"

# What could end the script is escaped, and a file's size taken.
expect_status 0 "$BIN/stmask" export strided --size 48 --format npy -o 'a<b.npy'
expect_status 0 "$BIN/stmask" draw 'file:path="a<b.npy"' -o c.html
expect_equal "$(state c.html)" \
    '{"size": "48", "mode": "one", "spec": "file:path=\u0022a\u003cb.npy\u0022"}' "escaped"

expect_error " draw: --full: is of a picture, and -o d.html is a page" \
    "$BIN/stmask" draw strided --full -o d.html
expect_error " draw: -o d.html: a page shows two masks at most" \
    "$BIN/stmask" draw strided fixed normal -o d.html
expect_error " draw: pattern 'stride': is not known; did you mean strided?" \
    "$BIN/stmask" draw stride -o d.html
STMASK_EXPLORER=nothing.html expect_error \
    " draw: STMASK_EXPLORER=nothing.html: No such file or directory" \
    "$BIN/stmask" draw strided -o d.html
echo "no page" >other.html
STMASK_EXPLORER=other.html expect_error \
    " draw: the explorer's page is none, or another version's" "$BIN/stmask" draw strided -o d.html
[ ! -e d.html ] || fail "a page that cannot be"

# ask PORT REQUEST: sends it, and prints the answer.
ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return
    printf '%b' "$2" >&3
    cat <&3
    exec 3>&-
}
"$BIN/stmask" serve 'strided:stride=8' --size 512 --port 0 >address 2>server.err &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$own_folder"' EXIT
for _ in $(seq 100); do
    [ -s address ] && break
    sleep 0.1
done
port=$(sed -n 's,^http://127\.0\.0\.1:\([0-9]*\)/$,\1,p' address)
ask "$port" 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' >answer
expect_equal "$(sed -n '1s/\r//p' answer)" "HTTP/1.1 200 OK" "the page"
expect_equal "$(state answer)" '{"size": "512", "mode": "one", "spec": "strided:stride=8"}' "served"
length=$(sed -n 's/^Content-Length: \([0-9]*\)\r$/\1/p' answer)
expect_equal "$(sed '1,/^\r$/d' answer | wc -c)" "$length" "the length of the page"
for path in /page.html /../page.html //etc/passwd /%2e%2e/page.html page.html; do
    expect_equal "$(ask "$port" "GET $path HTTP/1.1\r\n\r\n" | sed -n '1s/\r//p')" \
        "HTTP/1.1 404 Not Found" "$path"
done
expect_equal "$(ask "$port" 'POST / HTTP/1.1\r\n\r\n' | sed -n '1s/\r//p')" \
    "HTTP/1.1 405 Method Not Allowed" POST
expect_equal "$(ask "$port" 'HEAD / HTTP/1.1\r\n\r\n' | sed '1,/^\r$/d')" "" HEAD
# A client that goes away and one that talks for too long leave the server as it was.
ask "$port" "GET /$(head -c 9000 /dev/zero | tr '\0' a)" >answer 2>&1
exec 3<>"/dev/tcp/127.0.0.1/$port" && exec 3>&-
expect_equal "$(ask "$port" 'GET /?x=1 HTTP/1.1\r\n\r\n' | sed -n '1s/\r//p')" "HTTP/1.1 200 OK" \
    "the page once more"
expect_error " serve: --port $port: cannot be listened on: Address already in use" \
    "$BIN/stmask" serve --port "$port"
kill -s TERM "$server"
wait "$server"
expect_equal $? 143 "the status of a server that was ended"
expect_equal "$(cat server.err)" "" "what the server says"
expect_error " serve: --port 65536: must be from 0 to 65535" "$BIN/stmask" serve --port 65536
expect_error " serve: stride 0: must be from 1 to 2147483648" "$BIN/stmask" serve strided:stride=0
finish
