#!/usr/bin/env bash
# stmask-mpi sweep with four ranks: the rows of stmask sweep, a rank that dies, and what is refused.
# shellcheck source=tests/programs/lib.bash
. "$(dirname "$0")/lib.bash"
if [ ! -x "$BIN/stmask-mpi" ] || ! command -v mpirun >/dev/null; then
    echo 'skipped: there is no stmask-mpi, or no mpirun'
    exit 77
fi
# More ranks than processors, as root in a container, and no other machine.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_btl=self,vader,tcp OMPI_MCA_mpi_yield_when_idle=1

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
order = row_first | tile:rows=8,columns=8
[parameters]
window = 8-128 every 8
stride = 0/16/32
INI
designs=$((5 * 2 * 16 * 3))

for ranks in 1 2 4; do
    rm -f mpi.db
    expect_status 0 mpirun -n $ranks "$BIN/stmask-mpi" sweep grid.ini -o mpi.db
    expect_equal "$(cat out)" "database mpi.db
designs  $designs
before   0
done     $designs
failed   $((designs / 3))
left     0" "$ranks ranks"
done
expect_status 0 "$BIN/stmask" sweep grid.ini -o threads.db
expect_equal "$(rows mpi.db)" "$(rows threads.db)" 'the rows of ranks and of threads'
expect_status 0 mpirun -n 4 "$BIN/stmask-mpi" sweep grid.ini -o mpi.db --json
grep -q "\"before\": $designs, \"done\": $designs" out || fail 'a sweep that is done'

# The job script of the documents, as it runs without Slurm.
mkdir job
cp grid.ini job
expect_status 0 env -C job PATH="$BIN:$PATH" bash "$SOURCE/share/stmask/sweep.slurm"
expect_equal "$(rows job/grid.db)" "$(rows threads.db)" 'the job script'

# A rank dies: mpirun says which, what was done stays, and a restart does the rest.
sed 's/^size = 512/size = 8192/' grid.ini >large.ini
mpirun -n 4 "$BIN/stmask-mpi" sweep large.ini >first 2>&1 &
job=$!
victim=
for ((k = 0; k < 500; k++)); do
    sleep 0.02
    [ -s large.db ] && [ "$("$BIN/stmask" sweep large.ini --status 2>/dev/null | sed -n 's/^done *//p')" -gt 5 ] && break
done
while read -r child; do
    tr '\0' '\n' <"/proc/$child/environ" | grep -qx 'OMPI_COMM_WORLD_RANK=2' && victim=$child
done < <(cat /proc/$job/task/*/children | tr ' ' '\n' | grep .)
[ -n "$victim" ] || fail 'no rank 2'
kill -KILL "$victim"
status=0
wait $job || status=$?
[ "$status" -ne 0 ] || fail 'a rank dies, and status 0'
grep -q 'exited on signal 9' first || fail "nothing is said of a rank that died: $(head -c 600 first)"
expect_status 0 "$BIN/stmask" sweep large.ini --status
left=$(sed -n 's/^left *//p' out)
((left > 0 && left < designs)) || fail "left after a rank died: $left of $designs"
sed 's/^size = 8192/size = 512/' large.ini | cmp - grid.ini || fail 'another grid'
expect_status 0 mpirun -n 4 "$BIN/stmask-mpi" sweep large.ini
grep -qx 'left     0' out || fail 'a restart does not do the rest'
expect_equal "$(sed -n 's/^before *//p' out)" $((designs - left)) 'what was done before'
python3 -c 'import sqlite3; print(*sqlite3.connect("large.db").execute("SELECT count(*), count(DISTINCT key) FROM designs").fetchone())' >counts
expect_equal "$(cat counts)" "$designs $designs" 'none lost, none twice'

# What cannot be is said once, whatever the ranks.
expect_status 2 mpirun -n 3 "$BIN/stmask-mpi" sweep none.ini
expect_equal "$(grep -c '^stmask-mpi sweep: none.ini: cannot be read' err)" 1 'a grid that is not there'
echo 'no database at all, whatever it is called; and this is long enough to be one, or is it not quite so' >text.db
expect_status 2 mpirun -n 3 "$BIN/stmask-mpi" sweep grid.ini -o text.db
expect_equal "$(grep -c '^stmask-mpi sweep: text.db: is no database of sweeps' err)" 1 'no database'
expect_status 0 "$BIN/stmask-mpi" --help
grep -q '^usage: stmask-mpi sweep GRID.ini' out || fail 'help'
expect_status 2 "$BIN/stmask-mpi" swoop

finish
