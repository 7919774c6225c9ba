#pragma once
/// @file
/// How a sensor is worn: which way its axes point on the body, and how that is known. Backward
/// walking and a sensor worn back to front look alike, so the origin of this knowledge travels with
/// every result.
///
/// Body axes: x forward (antero-posterior), y left (mediolateral), z up (vertical); right-handed.

#include <retrogait/core/errors.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retrogait {

/// One device axis with its sign: "+x", "-z".
struct device_axis {
  int index = 0;  ///< 0 x, 1 y, 2 z
  int sign = 1;   ///< +1 or -1

  friend constexpr bool operator==(const device_axis&, const device_axis&) = default;

  Eigen::Vector3d unit_vector() const {
    Eigen::Vector3d v = Eigen::Vector3d::Zero();
    v[index] = sign;
    return v;
  }

  std::string name() const {
    return std::string(sign > 0 ? "+" : "-") + static_cast<char>('x' + index);
  }

  /// "+x", "x", "-Z"; nothing if the text is no axis.
  static constexpr std::optional<device_axis> parse(std::string_view text) {
    device_axis axis;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
      axis.sign = text.front() == '-' ? -1 : 1;
      text.remove_prefix(1);
    }
    if (text.size() != 1) return std::nullopt;
    const char letter = text.front() >= 'X' && text.front() <= 'Z'
                            ? static_cast<char>(text.front() - 'X' + 'x')
                            : text.front();
    if (letter < 'x' || letter > 'z') return std::nullopt;
    axis.index = letter - 'x';
    return axis;
  }
};

/// How something about the mounting is known.
enum class knowledge : std::uint8_t {
  unknown,     ///< not at all
  assumed,     ///< taken from the placement's usual way of wearing it: may be wrong
  inferred,    ///< found from the signal itself, e.g. the vertical from gravity
  calibrated,  ///< found from a walk of known direction
  stated       ///< said by the person who mounted it
};

constexpr std::string_view to_string(knowledge k) {
  switch (k) {
    case knowledge::unknown:
      return "unknown";
    case knowledge::assumed:
      return "assumed";
    case knowledge::inferred:
      return "inferred";
    case knowledge::calibrated:
      return "calibrated";
    case knowledge::stated:
      return "stated";
  }
  return "unknown";
}

/// What is known of a sensor's axes before its signal is looked at: nothing, which device axis
/// points up, or that and which one points forward.
class mounting {
 public:
  /// Nothing is known.
  mounting() = default;

  /// Errors: config_error if up and forward lie on the same device axis.
  mounting(device_axis up, device_axis forward, knowledge how = knowledge::stated)
      : up_(up), forward_(forward), how_(how) {
    if (up.index == forward.index) {
      throw_if_any({{"mounting", "up=" + up.name() + " and forward=" + forward.name() +
                                     " lie on the same axis; they must be at right angles"}});
    }
  }

  /// Only the vertical is known; the sign of the antero-posterior axis is not.
  static mounting up_only(device_axis up, knowledge how = knowledge::stated) {
    mounting m;
    m.up_ = up;
    m.how_ = how;
    return m;
  }

  /// Reads "up=+x,forward=-z" (either order; forward may be left out).
  /// Errors: config_error that names the part that cannot be read.
  static mounting parse(std::string_view text);

  const std::optional<device_axis>& up() const { return up_; }
  const std::optional<device_axis>& forward() const { return forward_; }

  /// How the vertical and the forward axis are known.
  knowledge vertical_knowledge() const { return up_ ? how_ : knowledge::unknown; }
  knowledge forward_knowledge() const { return forward_ ? how_ : knowledge::unknown; }

  /// Rotation R with v_body = R * v_device, if both axes are known.
  std::optional<Eigen::Matrix3d> body_from_device() const {
    if (!up_ || !forward_) return std::nullopt;
    const Eigen::Vector3d x = forward_->unit_vector();
    const Eigen::Vector3d z = up_->unit_vector();
    // z × x written out: Eigen's cross product would bring in Eigen/Geometry for every user.
    const Eigen::Vector3d y(z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2],
                            z[0] * x[1] - z[1] * x[0]);
    Eigen::Matrix3d r;
    r.row(0) = x.transpose();
    r.row(1) = y.transpose();
    r.row(2) = z.transpose();
    return r;
  }

  /// "up=+x,forward=-z"; "unknown" where nothing is known.
  std::string text() const {
    if (!up_) return "unknown";
    return "up=" + up_->name() + (forward_ ? ",forward=" + forward_->name() : std::string{});
  }

  friend bool operator==(const mounting&, const mounting&) = default;

 private:
  std::optional<device_axis> up_;
  std::optional<device_axis> forward_;
  knowledge how_ = knowledge::unknown;
};

inline mounting mounting::parse(std::string_view text) {
  std::optional<device_axis> up;
  std::optional<device_axis> forward;
  const auto fail = [&](const std::string& what) {
    throw_if_any({{"mounting", what + "; expected such as up=+x,forward=-z"}});
  };
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = (std::min)(text.find(',', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    std::optional<device_axis>* target = key == "up" ? &up : key == "forward" ? &forward : nullptr;
    if (target == nullptr) fail("'" + std::string(part) + "' names neither up nor forward");
    if (*target) fail("'" + std::string(key) + "' is given twice");
    *target = device_axis::parse(value);
    if (!*target) fail("'" + std::string(value) + "' is no axis");
  }
  if (!up) fail("'" + std::string(text) + "' does not say which axis points up");
  return forward ? mounting(*up, *forward) : up_only(*up);
}

}  // namespace retrogait
