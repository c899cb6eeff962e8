# Builds for s390x, whose numbers begin with their highest byte.
set(machine s390x)
set(triple s390x-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
