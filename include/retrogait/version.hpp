#pragma once
/// @file
/// The library's version. CMake reads it from here, so that it stands in one place only.

#define RETROGAIT_VERSION_MAJOR 0
#define RETROGAIT_VERSION_MINOR 1
#define RETROGAIT_VERSION_PATCH 0
#define RETROGAIT_VERSION_STRING "0.1.0"
