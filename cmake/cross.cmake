# Builds with gcc for another machine, and runs what was built under qemu. A toolchain file sets
# `machine`, the name of its folder under build and of qemu, and `triple`, that of the compiler. The
# scripts check_neon.sh and check_elsewhere.sh fetch the libraries.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${machine})
set(CMAKE_C_COMPILER ${triple}-gcc)

get_filename_component(libraries ${CMAKE_CURRENT_LIST_DIR}/../build/libraries-${machine} ABSOLUTE)
if(NOT DEFINED folder)
    set(folder ${triple})
endif()
set(CMAKE_FIND_ROOT_PATH ${libraries} /usr/${triple})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE ${folder})
set(ENV{PKG_CONFIG_LIBDIR} ${libraries}/usr/lib/${folder}/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${libraries})

find_program(STMASK_QEMU NAMES qemu-${machine}-static qemu-${machine})
set(CMAKE_CROSSCOMPILING_EMULATOR ${STMASK_QEMU} -L /usr/${triple})
