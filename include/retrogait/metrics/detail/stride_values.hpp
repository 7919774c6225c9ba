#pragma once
// What strides say of one quantity, and why some do not.

#include <retrogait/core/measured.hpp>
#include <retrogait/core/units.hpp>
#include <retrogait/math/mean_of_series.hpp>
#include <retrogait/math/statistics.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace retrogait::detail {

class stride_values {
 public:
  void operator()(const measured<double>& value) {
    if (value) {
      values_.push_back(*value);
    } else {
      ++asked_in_vain_;
      const auto same = std::find_if(lacking_.begin(), lacking_.end(),
                                     [&](const lack& l) { return l.why == value.why(); });
      if (same == lacking_.end()) {
        lacking_.push_back({value.why(), 1});
      } else {
        ++same->count;
      }
    }
  }

  std::size_t count() const { return values_.size(); }

  // The mean of values in order of time (mean_of_series) times a factor, which puts it into the unit.
  template <unit Unit>
  measured<quantity<Unit>> mean(double factor, std::size_t needed) const {
    using result = measured<quantity<Unit>>;
    if (count() < needed) return none<Unit>(needed);
    const auto mean =
        mean_of_series(values_).transform([&](double v) { return quantity<Unit>(factor * v); });
    return result::of(*mean, count(), mean.margin(), seen_share());
  }

  // The distance between two quantiles times a factor.
  template <unit Unit>
  measured<quantity<Unit>> between(double low, double high, double factor,
                                   std::size_t needed) const {
    using result = measured<quantity<Unit>>;
    if (count() < needed) return none<Unit>(needed);
    const double width = quantile(values_, high) - quantile(values_, low);
    return result::of(quantity<Unit>(factor * width), count(), std::nullopt, seen_share());
  }

 private:
  struct lack {
    reason why;
    std::size_t count;
  };

  double seen_share() const {
    return static_cast<double>(count()) / static_cast<double>(count() + asked_in_vain_);
  }

  // What most of the others lack, if with them there would be enough; else there are too few strides.
  template <unit Unit>
  measured<quantity<Unit>> none(std::size_t needed) const {
    lack largest{reason::too_few_strides, 0};
    for (const lack& l : lacking_) {
      if (l.count > largest.count && count() + l.count >= needed) largest = l;
    }
    using result = measured<quantity<Unit>>;
    return largest.why == reason::too_few_strides
               ? result::not_computable(largest.why, count(), needed)
               : result::not_computable(largest.why);
  }

  std::vector<double> values_;
  std::vector<lack> lacking_;
  std::size_t asked_in_vain_ = 0;
};

}  // namespace retrogait::detail
