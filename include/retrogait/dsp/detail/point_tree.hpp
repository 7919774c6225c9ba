#pragma once
// The nearest of many points, found without looking at all of them.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace retrogait::dsp::detail {

// A k-d tree (Bentley 1975, Communications of the ACM 18, 509-517) over rows of coordinates, split
// at the median of the axis that spreads most. Between equally near points the earlier one is
// taken, so that the answer does not depend on the shape of the tree.
class point_tree {
 public:
  struct neighbour {
    std::size_t index = 0;
    double squared_distance = std::numeric_limits<double>::infinity();

    bool found() const { return squared_distance < std::numeric_limits<double>::infinity(); }
  };

  // `coordinates` holds one row of `dimension` values a point.
  point_tree(std::vector<double> coordinates, std::size_t dimension)
      : coordinates_(std::move(coordinates)),
        dimension_(dimension),
        order_(coordinates_.size() / dimension) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (!order_.empty()) build(0, order_.size());
    // Rows in the order of the leaves lie together in memory.
    sorted_.reserve(coordinates_.size());
    for (std::size_t i : order_) {
      const double* row = point(i);
      sorted_.insert(sorted_.end(), row, row + dimension_);
    }
  }

  std::size_t size() const { return order_.size(); }

  // The point nearest to point i whose index differs from i by more than `exclusion`. Looking there
  // first, a good `guess` (any index) spares most of the search.
  neighbour nearest(std::size_t i, std::size_t exclusion, std::size_t guess) const {
    neighbour best;
    if (order_.empty()) return best;
    const query q{point(i), i, exclusion};
    if (guess < size() && !excludes(q, guess)) {
      best = {guess, squared_distance(point(i), point(guess))};
    }
    search(0, q, best);
    return best;
  }

 private:
  static constexpr std::size_t leaf_size = 12;

  struct node {
    std::size_t first = 0;  // in order_
    std::size_t last = 0;
    std::size_t axis = 0;
    double split = 0;
    std::size_t above = 0;  // node of the values above the split, the others follow; 0: a leaf
  };

  struct query {
    const double* at;
    std::size_t index;
    std::size_t exclusion;
  };

  const double* point(std::size_t i) const { return coordinates_.data() + i * dimension_; }

  static bool excludes(const query& q, std::size_t i) {
    return (i > q.index ? i - q.index : q.index - i) <= q.exclusion;
  }

  double squared_distance(const double* a, const double* b) const {
    double sum = 0;
    for (std::size_t k = 0; k < dimension_; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
  }

  std::size_t build(std::size_t first, std::size_t last) {
    const std::size_t here = nodes_.size();
    nodes_.push_back({first, last, 0, 0, 0});
    if (last - first <= leaf_size) return here;
    std::size_t axis = 0;
    double widest = -1;
    for (std::size_t k = 0; k < dimension_; ++k) {
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      for (std::size_t i = first; i < last; ++i) {
        low = (std::min)(low, point(order_[i])[k]);
        high = (std::max)(high, point(order_[i])[k]);
      }
      if (high - low > widest) {
        widest = high - low;
        axis = k;
      }
    }
    const std::size_t middle = first + (last - first) / 2;
    const auto at = [this](std::size_t i) {
      return order_.begin() + static_cast<std::ptrdiff_t>(i);
    };
    std::nth_element(at(first), at(middle), at(last),
                     [&](std::size_t a, std::size_t b) { return point(a)[axis] < point(b)[axis]; });
    nodes_[here].axis = axis;
    nodes_[here].split = point(order_[middle])[axis];
    build(first, middle);
    const std::size_t above = build(middle, last);
    nodes_[here].above = above;
    return here;
  }

  void search(std::size_t at, const query& q, neighbour& best) const {
    const node& n = nodes_[at];
    if (n.above == 0) {
      for (std::size_t k = n.first; k < n.last; ++k) {
        const std::size_t i = order_[k];
        if (excludes(q, i)) continue;
        const double d = squared_distance(q.at, sorted_.data() + k * dimension_);
        if (d < best.squared_distance || (d == best.squared_distance && i < best.index)) {
          best = {i, d};
        }
      }
      return;
    }
    const double beyond = q.at[n.axis] - n.split;
    const bool is_above = beyond > 0;
    search(is_above ? n.above : at + 1, q, best);
    if (beyond * beyond <= best.squared_distance) search(is_above ? at + 1 : n.above, q, best);
  }

  std::vector<double> coordinates_;
  std::vector<double> sorted_;
  std::size_t dimension_;
  std::vector<std::size_t> order_;
  std::vector<node> nodes_;
};

}  // namespace retrogait::dsp::detail
