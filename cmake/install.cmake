include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/retrogait")
set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
set(staging "${PROJECT_BINARY_DIR}/package")

set(libraries retrogait)
set(pkgconfig_files retrogait.pc)
set(arch_independent ARCH_INDEPENDENT)
if(TARGET retrogait_io)
  list(APPEND libraries retrogait_io)
  list(APPEND pkgconfig_files retrogait-io.pc)
  set(arch_independent)
endif()

install(TARGETS ${libraries} EXPORT retrogait FILE_SET HEADERS)
install(EXPORT retrogait NAMESPACE retrogait:: FILE retrogaitTargets.cmake
        DESTINATION "${package_dir}")
if(TARGET retrogait_program)
  install(TARGETS retrogait_program)
endif()

configure_package_config_file(cmake/retrogaitConfig.cmake.in "${staging}/retrogaitConfig.cmake"
                              INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${staging}/retrogaitConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion ${arch_independent})
install(FILES "${staging}/retrogaitConfig.cmake" "${staging}/retrogaitConfigVersion.cmake"
        DESTINATION "${package_dir}")

# The pkg-config files find the prefix from their own place, so that the installed tree may move.
string(REGEX REPLACE "[^/]+" ".." up "${pkgconfig_dir}")
foreach(file IN LISTS pkgconfig_files)
  configure_file("cmake/${file}.in" "${staging}/${file}" @ONLY)
  install(FILES "${staging}/${file}" DESTINATION "${pkgconfig_dir}")
endforeach()
