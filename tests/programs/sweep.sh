#!/usr/bin/env bash
# stmask sweep: kills at any moment, interrupts, two at once, full disks, and what it prints.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
stmask=$BIN/stmask

# ask DATABASE QUERY: the first value of it.
ask() {
    python3 - "$@" <<'PYTHON'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1], timeout=60).execute(sys.argv[2]).fetchone()[0])
PYTHON
}

# rows DATABASE: a sum over all of its rows, whatever their order.
rows() {
    python3 - "$@" <<'PYTHON' | cksum
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute("SELECT * FROM designs ORDER BY key"):
    print(row)
PYTHON
}

cat >grid.ini <<'INI'
[masks]
spec = strided:window_size={window},stride={stride}
size = 512
[plan]
num_multiplications = 16-256 times 2
read_limit = 16x16 | 64
order = row_first | residue:modulus={stride} | tile:rows=8,columns=8
[parameters]
window = 8-128 every 8
stride = 0/16/32/64
INI
designs=$((5 * 2 * 3 * 16 * 4))

# Without an interruption; -o is the grid's name with .db.
expect_status 0 "$stmask" sweep grid.ini --threads 2
expect_equal "$(cat out)" "database grid.db
designs  $designs
before   0
done     $designs
failed   $((designs / 4))
left     0" 'a sweep'
expect_equal "$(ask grid.db 'SELECT count(*) FROM failures WHERE failure LIKE "stride 0: must be from 1%"')" \
    $((designs / 4)) 'failures'
expect_equal "$(ask grid.db 'SELECT count(*) FROM plans WHERE window = 8 AND stride = 16')" 30 'parameters are columns'
expect_status 0 "$stmask" sweep grid.ini --status --json
expect_equal "$(cat out)" \
    "{\"database\": \"grid.db\", \"designs\": $designs, \"before\": $designs, \"done\": $designs, \"failed\": $((designs / 4)), \"left\": 0}" \
    'status'

# Killed thirty times at random moments (later ones, where a busy machine did nothing by then): none is lost, none is there twice, and what was done stays.
RANDOM=13
before=0
for ((kill = 0; kill < 30 || (before == 0 && kill < 200); kill++)); do
    "$stmask" sweep grid.ini -o killed.db --threads 2 >/dev/null 2>&1 &
    pid=$!
    sleep "$(printf '0.%03d' $((5 + RANDOM % 70 + (kill < 30 ? 0 : 5 * kill))))"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ -s killed.db ] || continue
    expect_status 0 "$stmask" sweep grid.ini -o killed.db --status
    after=$(sed -n 's/^done *//p' out)
    [ "$after" -ge "$before" ] || fail "kill $kill: $before designs were done, and now $after"
    before=$after
done
[ "$before" -gt 0 ] || fail 'all sweeps did nothing'
expect_status 0 "$stmask" sweep grid.ini -o killed.db
expect_equal "$(ask killed.db 'SELECT count(*) FROM designs')" "$designs" 'none lost, none twice'
expect_equal "$(rows killed.db)" "$(rows grid.db)" 'the same rows'

# An interrupt ends it in good order.
sed 's/^size = 512/size = 16384/' grid.ini >large.ini
for signal in INT TERM; do
    # Without env, a shell's background jobs ignore SIGINT.
    env --default-signal=INT "$stmask" sweep large.ini --threads 2 >first 2>&1 &
    pid=$!
    for ((k = 0; k < 200; k++)); do
        sleep 0.02
        [ -s large.db ] && [ "$("$stmask" sweep large.ini --status 2>/dev/null | sed -n 's/^done *//p')" -gt 5 ] && break
    done
    # Two at once: the second one says so.
    expect_error ' sweep: large.db: another sweep is at work on it; wait for its end, or give another file' \
        "$stmask" sweep large.ini
    kill -s $signal $pid
    status=0
    wait $pid || status=$?
    expect_equal "$status" "$([ "$signal" = INT ] && echo 130 || echo 143)" "status after $signal"
    grep -qx 'stmask sweep: stopped; what was done is in the database' first || fail "said $(cat first)"
    [ ! -e large.db-journal ] || fail 'a journal is left'
done
[ "$(ask large.db 'SELECT count(*) FROM designs')" -gt 5 ] || fail 'an interrupt loses what was done'
expect_equal "$(ask large.db 'PRAGMA integrity_check')" ok 'the database after interrupts'

# A limit on the size of files stands in for a full disk; what was stored before stays.
status=0
(
    ulimit -f 100
    exec "$stmask" sweep grid.ini -o full.db >out 2>err
) || status=$?
expect_equal "$status" 1 'status on a full disk'
grep -qE '^stmask sweep: full.db: (cannot be written, as on a full disk|the disk is full); what was stored before stays$' err ||
    fail "message on a full disk: $(cat err)"
expect_equal "$(ask full.db 'PRAGMA integrity_check')" ok 'a full disk leaves a database'
[ "$(ask full.db 'SELECT count(*) FROM designs')" -gt 0 ] || fail 'a full disk loses what was stored'
expect_status 0 "$stmask" sweep grid.ini -o full.db
expect_equal "$(rows full.db)" "$(rows grid.db)" 'a sweep goes on after a full disk'
expect_error ' sweep: /dev/full: is no regular file' "$stmask" sweep grid.ini -o /dev/full

# What cannot be.
printf 'no database, and long enough to be taken for one. %.0s' {1..40} >text.db
before=$(cksum <text.db)
expect_error ' sweep: text.db: is no database of sweeps, or is damaged' "$stmask" sweep grid.ini -o text.db
expect_equal "$(cksum <text.db)" "$before" 'a file that is no database'
sed 's/^size = 512/size = 0/' grid.ini >zero.ini
expect_error ' sweep: zero.ini line 3: size 0: must be from 1 to 2147483648' "$stmask" sweep zero.ini -o x.db
[ ! -e x.db ] || fail 'a grid that cannot be leaves a database'
expect_error ' sweep: none.ini: cannot be read: No such file or directory' "$stmask" sweep none.ini
expect_error ' sweep: --threads: --status does nothing' "$stmask" sweep grid.ini --status --threads 2
python3 -c 'import sqlite3; c = sqlite3.connect("old.db"); c.execute("create table mine(x)"); c.commit()'
expect_error ' sweep: old.db: is the database of another program' "$stmask" sweep grid.ini -o old.db

# The front of a sweep, in every form.
expect_status 0 "$stmask" pareto grid.db --x cycles --y dram_loads --where 'window >= 32' --csv front.csv -o front.png
head -n 1 out | grep -qE '^[0-9]+ of 1170 designs are on the front of cycles and DRAM loads \(vectors\)$' || fail "a front: $(head -n 1 out)"
expect_equal "$(head -n 1 front.csv)" \
    'cycles,dram_loads_vectors,key,designs,num_multiplications,read_limit_vectors,visiting_order,window,stride' 'CSV'
expect_equal "$(wc -l <front.csv)" $(($(wc -l <out) - 1)) 'lines of CSV'
for end in png svg pdf; do
    expect_status 0 "$stmask" pareto grid.db --x cycles --y utilisation_overall --highest y -o "front.$end" --json
    expect_file "front.$end"
    python3 - out <<'PYTHON' || fail 'JSON'
import json, sys
found = json.load(open(sys.argv[1]))
points = [(p["x"], p["y"]) for p in found["front"]]
assert points == sorted(points) and len({y for _, y in points}) == len(points), points
PYTHON
done
expect_error " pareto: --where 'DELETE FROM designs': near \"DELETE\": syntax error" \
    "$stmask" pareto grid.db --x cycles --y steps --where 'DELETE FROM designs'
expect_error ' pareto: --x cyclos: is no column; did you mean cycles?' "$stmask" pareto grid.db --x cyclos --y steps
expect_error ' pareto: --y COLUMN is missing; see stmask pareto --help' "$stmask" pareto grid.db --x cycles
expect_error ' pareto: --scale: needs -o FILE' "$stmask" pareto grid.db --x cycles --y steps --scale log
expect_error ' pareto: none.db: No such file or directory' "$stmask" pareto none.db --x cycles --y steps
expect_error ' pareto: text.db: is no database of sweeps, or is damaged' "$stmask" pareto text.db --x cycles --y steps
expect_status 1 "$stmask" pareto grid.db --x cycles --y steps --csv /dev/full

finish
