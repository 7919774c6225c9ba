#pragma once
// Expected values written by generate.py.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace golden {

class table {
 public:
  explicit table(const std::string& topic) : topic_(topic) {
    std::ifstream file(RETROGAIT_GOLDEN_DIR "/" + topic + ".csv");
    for (std::string line; std::getline(file, line);) {
      std::istringstream cells(line);
      std::string key;
      std::getline(cells, key, ',');
      for (std::string cell; std::getline(cells, cell, ',');) {
        rows_[key].push_back(std::stod(cell));
      }
    }
  }

  /// Throws where there is no such row, so that a test cannot pass on a missing file.
  const std::vector<double>& operator[](const std::string& key) const {
    const auto row = rows_.find(key);
    if (row == rows_.end()) throw std::runtime_error("no " + key + " in " + topic_ + ".csv");
    return row->second;
  }

  bool has(const std::string& key) const { return rows_.contains(key); }

 private:
  std::string topic_;
  std::map<std::string, std::vector<double>> rows_;
};

/// The largest distance between two lists; infinite where they differ in size or hold a NaN.
template <class A, class B>
double distance(const A& a, const B& b) {
  const auto n = static_cast<std::size_t>(a.size());
  if (n != static_cast<std::size_t>(b.size())) return std::numeric_limits<double>::infinity();
  double largest = 0;
  auto other = b.begin();
  for (auto one = a.begin(); one != a.end(); ++one, ++other) {
    const double d = std::abs(static_cast<double>(*one) - static_cast<double>(*other));
    if (!(d <= largest)) largest = std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
  }
  return largest;
}

}  // namespace golden
