#pragma once
// Which way a metric moves a condition.

#include <retrogait/rules/expression.hpp>
#include <retrogait/rules/reported.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace retrogait::progression::detail {

/// Which way a metric moves a condition or a number: in any session, or in the newest for a trend,
/// which later values raise and earlier ones lower.
class sense_finder {
 public:
  struct found_sense {
    const metric_info* metric = nullptr;
    int sense = 0;  ///< 1: more of it makes it truer; -1: less so; 0: either
  };

  explicit sense_finder(const rules::expression& tree) { look(tree, 1); }

  const std::vector<found_sense>& found() const { return found_; }

 private:
  using expression = rules::expression;
  using operation = rules::operation;
  using comparison = rules::comparison;

  /// How long ago the latest of the days lies that the number reads the metric of; -1 if it does not.
  static int days_ago_of(const expression& e, std::string_view metric) {
    int from = -1;
    if (e.op == operation::metric && e.metric->id == metric) return 0;
    for (const expression& part : e.operands) {
      const int below = days_ago_of(part, metric);
      if (below < 0) continue;
      const bool moved = rules::has_window(e.op) && e.over.what == rules::window::kind::days_ago;
      const int here = moved ? (std::max)(below, e.over.from) : below;
      from = from < 0 ? here : (std::min)(from, here);
    }
    return from;
  }

  void look(const expression& e, int sense) {
    const auto part = [&](std::size_t i, int factor) { look(e.operands[i], factor * sense); };
    switch (e.op) {
      case operation::metric:
        found_.push_back({e.metric, sense});
        break;
      case operation::difference:
        part(0, 1);
        part(1, -1);
        break;
      case operation::product:
      case operation::quotient:
        part(0, e.constant > 0 ? 1 : -1);
        break;
      case operation::negation:
      case operation::since_true:
        part(0, -1);
        break;
      case operation::hysteresis:
        part(0, 1);
        part(1, -1);
        break;
      case operation::compare:
        compare(e, sense);
        break;
      default:
        for (std::size_t i = 0; i < e.operands.size(); ++i) part(i, 1);
    }
  }

  void compare(const expression& e, int sense) {
    const expression& left = e.operands[0];
    const expression& right = e.operands[1];
    int more_left = 0;
    if (e.compare == comparison::above || e.compare == comparison::at_least) more_left = 1;
    if (e.compare == comparison::below || e.compare == comparison::at_most) more_left = -1;
    if (more_left == 0 && left.op == operation::metric && right.op == operation::constant) {
      // Equal to an end of the scale is at or beyond it.
      const value_scale scale = scale_of(*left.metric);
      const int equal = right.constant == scale.highest  ? 1
                        : right.constant == scale.lowest ? -1
                                                         : 0;
      more_left = e.compare == comparison::equal ? equal : -equal;
    }
    look_at_side(left, right, sense * more_left);
    look_at_side(right, left, -sense * more_left);
  }

  /// Without the metrics of which the other side reads later values: earlier ones are what those are
  /// compared with.
  void look_at_side(const expression& side, const expression& other, int sense) {
    const std::size_t before = found_.size();
    look(side, sense);
    found_.erase(std::remove_if(found_.begin() + static_cast<std::ptrdiff_t>(before), found_.end(),
                                [&](const found_sense& one) {
                                  const int there = days_ago_of(other, one.metric->id);
                                  return there >= 0 && there < days_ago_of(side, one.metric->id);
                                }),
                 found_.end());
  }

  std::vector<found_sense> found_;
};

}  // namespace retrogait::progression::detail
