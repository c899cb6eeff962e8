# What `cmake --install` puts where: libraries, headers, what goes with the programs, and the files
# by which pkg-config and find_package(stmask) find them.
include(CMakePackageConfigHelpers)

set_target_properties(stmask_shared PROPERTIES EXPORT_NAME stmask)
set_target_properties(stmask_static PROPERTIES EXPORT_NAME stmask_static)
set(libraries stmask_shared stmask_static)
set(packages stmask)
if(STMASK_FIGURE)
    set_target_properties(stmask_figure_shared PROPERTIES EXPORT_NAME figure
        INSTALL_RPATH "\$ORIGIN")
    set_target_properties(stmask_figure_static PROPERTIES EXPORT_NAME figure_static)
    list(APPEND libraries stmask_figure_shared stmask_figure_static)
    list(APPEND packages stmask_figure)
endif()
if(STMASK_SWEEP)
    set_target_properties(stmask_sweep_shared PROPERTIES EXPORT_NAME sweep
        INSTALL_RPATH "\$ORIGIN")
    set_target_properties(stmask_sweep_static PROPERTIES EXPORT_NAME sweep_static)
    list(APPEND libraries stmask_sweep_shared stmask_sweep_static)
    list(APPEND packages stmask_sweep)
endif()
install(TARGETS ${libraries}
    EXPORT stmask-targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/stmask DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING
    PATTERN "*.h")

install(DIRECTORY share/stmask/machines DESTINATION ${CMAKE_INSTALL_DATADIR}/stmask
    FILES_MATCHING PATTERN "*.ini")
# Where scripts/build_web.sh has made it.
install(FILES build/web/explorer.html DESTINATION ${CMAKE_INSTALL_DATADIR}/stmask OPTIONAL)

# What goes with the programs.
if(STMASK_TOOLS)
    include(cmake/install_programs.cmake)
endif()

# The prefix as seen from the .pc files, so that an installed tree may be moved.
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
    set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
    file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    string(REGEX REPLACE "/$" "" pc_prefix ${pc_prefix})
    set(pc_prefix "\${pcfiledir}/${pc_prefix}")
endif()
foreach(dir LIBDIR INCLUDEDIR)
    if(IS_ABSOLUTE ${CMAKE_INSTALL_${dir}})
        set(pc_${dir} ${CMAKE_INSTALL_${dir}})
    else()
        set(pc_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
    endif()
endforeach()
foreach(package ${packages})
    configure_file(cmake/${package}.pc.in ${package}.pc @ONLY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${package}.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/stmask)
install(EXPORT stmask-targets NAMESPACE stmask:: DESTINATION ${package_dir})
configure_package_config_file(cmake/stmask-config.cmake.in stmask-config.cmake
    INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(stmask-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/stmask-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/stmask-config-version.cmake DESTINATION ${package_dir})
