# The programs, their manual and their completions.
foreach(program sparse_transformer_mask mask_resource_calculator stmask)
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endforeach()
if(TARGET stmask_mpi)
    install(TARGETS stmask_mpi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

file(GLOB manual CONFIGURE_DEPENDS docs/man/*.1)
if(manual)
    install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/completions/stmask.bash)
    # bash looks a program's completions up by the program's name.
    foreach(program stmask sparse_transformer_mask mask_resource_calculator)
        install(FILES completions/stmask.bash RENAME ${program}
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    endforeach()
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/completions/_stmask)
    install(FILES completions/_stmask DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
