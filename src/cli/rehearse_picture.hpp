#pragma once
// Pictures of a rehearsal: the levels of each group over the weeks.

#include <retrogait/testing/rehearse.hpp>

#include <string>

namespace retrogait::cli {

/// Groups side by side, at most 100 columns wide: a row for each level from the top down, shaded by
/// the share of people, the median marked; below them those away and those who left.
std::string picture_text(const testing::rehearsal& seen, int top_level);

/// An SVG file, legible on light and dark ground: for each group the median level and the band from
/// 10 to 90 %; below it the share of people away and left.
std::string picture_svg(const testing::rehearsal& seen, int top_level, const std::string& title,
                        const std::string& subtitle);

}  // namespace retrogait::cli
