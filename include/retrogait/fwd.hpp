#pragma once
/// @file
/// Forward declarations of the types that other headers name most, for those who only pass them on.

#include <cstdint>

namespace retrogait {

enum class placement : std::uint8_t;
enum class side : std::uint8_t;
enum class direction : std::uint8_t;
enum class reason : std::uint8_t;

class mounting;
struct recording;
struct contact;
struct direction_estimate;

template <class T>
class measured;
class metric_values;

struct step;
struct stride;
struct turn;
struct foot_stride;
struct walking_bout;
struct gait_report;
struct form_report;
struct stride_observation;
struct leg_alignment;

struct detector_description;
struct detector_options;

}  // namespace retrogait
