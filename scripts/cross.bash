# What the checks on other machines share. Sourced.
# shellcheck shell=bash

# fetch_libraries NAME ARCHITECTURE: the libraries of the tests, into build/libraries-NAME. Installed,
# they would have to be of the very versions of this machine's own.
fetch_libraries() {
    local target=$PWD/build/libraries-$1 architecture=$2 work root link package
    local packages=(libcmocka0 libcmocka-dev libinih1 libinih-dev libjansson4 libjansson-dev
        libpng16-16 libpng-dev zlib1g zlib1g-dev)
    if [[ -d $target ]]; then
        return 0
    fi
    command -v dpkg-deb >/dev/null || return 1
    work=$(mktemp -d)
    root=$work/root
    # apt-get of such a machine, with lists of its own.
    apt_of() {
        apt-get -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
            -o APT::Sandbox::User="$(id -un)" -o Dir::State="$work/state" \
            -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" "$@"
    }
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$root/usr/lib" build
    touch "$work/state/status"
    echo "fetching ${packages[*]} for $architecture"
    apt_of update -qq || true
    if ! (cd "$work" && apt_of download -qq "${packages[@]}"); then
        rm -rf "$work"
        return 1
    fi
    ln -s usr/lib "$root/lib"
    for package in "$work"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
    done
    # Absolute links mean the root that these files would have.
    while IFS= read -r link; do
        ln -sfn "$target$(readlink "$link")" "$link"
    done < <(find "$root" -type l -lname '/*')
    mv "$root" "$target"
    rm -rf "$work"
}
