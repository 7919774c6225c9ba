#include "programme_tree.hpp"

#include <retrogait/core/errors.hpp>
#include <retrogait/rules/reported.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "text_file.hpp"

namespace retrogait::io::detail {

namespace {

using nlohmann::json;

constexpr std::size_t deepest = 64;
constexpr std::size_t largest_file = std::size_t{64} << 20;
constexpr std::size_t most_values = 1'000'000;
constexpr std::size_t most_complaints = 30;    // in a message; an empty programme has 21
constexpr std::size_t most_remembered = 1000;  // the rest is counted

// "~" and "/" inside a key, as RFC 6901 has it.
std::string pointer_token(std::string_view key) {
  std::string out;
  for (const char c : shown(key, 60)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

// The number that two digits stand for; -1 if there are none.
int two_digits(std::string_view text, std::size_t at) {
  if (text.size() < at + 2) return -1;
  const char tens = text[at];
  const char ones = text[at + 1];
  if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return -1;
  return 10 * (tens - '0') + (ones - '0');
}

bool is_clock(std::string_view text, std::size_t at) {
  const int hours = two_digits(text, at);
  const int minutes = two_digits(text, at + 3);
  return hours >= 0 && hours < 24 && text[at + 2] == ':' && minutes >= 0 && minutes < 60;
}

// The calendar day of an RFC 3339 time in the offset that it names: the day that people had where
// they were. Nothing for another text, and for -00:00, which says that the offset is not known.
std::optional<date> day_of_time(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  if (!is_clock(text, 11) || text[16] != ':') return std::nullopt;
  const int seconds = two_digits(text, 17);
  if (seconds < 0 || seconds > 60) return std::nullopt;
  std::size_t at = 19;
  if (text[at] == '.') {
    const std::size_t first = ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    if (at == first) return std::nullopt;
  }
  const std::string_view offset = text.substr(at);
  const bool utc = offset == "Z" || offset == "z";
  const bool numeric = offset.size() == 6 && (offset[0] == '+' || offset[0] == '-') &&
                       is_clock(offset, 1) && offset != "-00:00";
  if (!utc && !numeric) return std::nullopt;
  return parse_date(text.substr(0, 10));
}

// Tells somebody else how far the lexer has read.
class watched_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  watched_iterator(const char* at, std::size_t* read) : at_(at), read_(read) {}

  reference operator*() const { return *at_; }
  watched_iterator& operator++() {
    ++at_;
    ++*read_;
    return *this;
  }
  friend bool operator==(const watched_iterator& a, const watched_iterator& b) {
    return a.at_ == b.at_;
  }
  friend bool operator!=(const watched_iterator& a, const watched_iterator& b) { return !(a == b); }

 private:
  const char* at_;
  std::size_t* read_;
};

// Receives the parser's events and builds the tree.
class tree_builder {
 public:
  tree_builder(std::string_view text, const std::size_t& read, json_node& root)
      : text_(text), read_(read), root_(root) {}

  bool null() {
    if (too_many()) return false;
    add(json_kind::null);
    return true;
  }
  bool boolean(bool value) {
    if (too_many()) return false;
    add(json_kind::boolean).flag = value;
    return true;
  }
  bool number_integer(json::number_integer_t value) {
    return add_number(static_cast<double>(value));
  }
  bool number_unsigned(json::number_unsigned_t value) {
    return add_number(static_cast<double>(value));
  }
  bool number_float(json::number_float_t value, const json::string_t&) { return add_number(value); }
  bool string(json::string_t& value) {
    if (too_many()) return false;
    add(json_kind::text).text = value;
    return true;
  }
  bool binary(json::binary_t&) { return false; }
  bool key(json::string_t& value) {
    start_of_token();
    open_.back()->keys.push_back(value);
    return true;
  }
  bool start_object(std::size_t) { return open(json_kind::object); }
  bool start_array(std::size_t) { return open(json_kind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string&, const json::exception& error) {
    failed_at = position > 0 ? position - 1 : 0;
    failure = "is not JSON: " + reason_of(error.what());
    const std::string pointer = pointer_of_next();
    if (!pointer.empty()) failure += ", at " + pointer;
    return false;
  }

  std::string failure;
  std::size_t failed_at = 0;

 private:
  std::string reason_of(const std::string& what) const {
    const std::string_view left = text_.substr(next_token());
    if (left.empty() && token_end_ == 0) return "there is nothing in it";
    for (const std::string_view word :
         {"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "Inf", "-Inf"}) {
      if (left.substr(0, word.size()) == word) {
        return std::string(word) + " is no number; a value that is not known is null";
      }
    }
    // "[json.exception…] parse error at line 1, column 2: why" or "[json.exception…] why"
    const std::size_t place = what.find(": ");
    const std::size_t from = place == npos ? what.find("] ") : place;
    return shown(from == npos ? what : what.substr(from + 2), 200);
  }

  // The place of the value that would come next, or is just being read.
  std::string pointer_of_next() const {
    std::string pointer;
    for (const json_node* node : open_) {
      if (node->kind == json_kind::list) {
        pointer += '/' + std::to_string(node->items.size() - (node == open_.back() ? 0U : 1U));
      } else if (node->keys.size() > node->items.size() || node != open_.back()) {
        pointer += '/' + pointer_token(node->keys.back());
      }
    }
    return pointer;
  }

  // Behind what the last token left: blanks, commas and colons.
  std::size_t next_token() const {
    std::size_t start = (std::min)(token_end_, text_.size());
    while (start < text_.size() && std::string_view(" \t\r\n,:").find(text_[start]) != npos) {
      ++start;
    }
    return start;
  }

  // Where the token just read begins.
  std::size_t start_of_token(bool is_number = false) {
    const std::size_t start = next_token();
    // A number ends where the next character is none of it, which has been read by then.
    token_end_ = is_number ? read_ - 1 : read_;
    return start;
  }

  bool too_many() {
    if (++values_ <= most_values) return false;
    failed_at = start_of_token();
    failure = "holds more than " + std::to_string(most_values) + " values";
    return true;
  }

  json_node& add(json_kind kind) {
    json_node& node = open_.empty() ? root_ : open_.back()->items.emplace_back();
    node.kind = kind;
    node.offset = start_of_token(kind == json_kind::number);
    return node;
  }

  bool add_number(double value) {
    if (too_many()) return false;
    add(json_kind::number).number = value;
    return true;
  }

  bool open(json_kind kind) {
    if (open_.size() >= deepest) {
      failed_at = start_of_token();
      failure = "is nested more than " + std::to_string(deepest) + " levels deep";
      return false;
    }
    if (too_many()) return false;
    // Its container gets no further item before this one is closed, so the address stays good.
    open_.push_back(&add(kind));
    return true;
  }

  bool close() {
    start_of_token();
    open_.pop_back();
    return true;
  }

  static constexpr std::size_t npos = std::string_view::npos;

  std::string_view text_;
  const std::size_t& read_;
  json_node& root_;
  std::vector<json_node*> open_;
  std::size_t token_end_ = 0;
  std::size_t values_ = 0;
};

std::string found_text(const json_node& node) {
  switch (node.kind) {
    case json_kind::null:
      return "null";
    case json_kind::boolean:
      return node.flag ? "true" : "false";
    case json_kind::number:
      return number_text(node.number);
    case json_kind::text:
      return quoted_text(node.text);
    case json_kind::list:
      return "a list";
    case json_kind::object:
      return "an object";
  }
  return {};
}

}  // namespace

json_document::json_document(std::string_view text, std::string name)
    : text_(text), name_(std::move(name)) {
  std::size_t read = 0;
  tree_builder builder(text_, read, root_);
  const bool ok = json::sax_parse(watched_iterator(text.data(), &read),
                                  watched_iterator(text.data() + text.size(), &read), &builder);
  if (ok) return;
  const place at = place_of(builder.failed_at);
  throw parse_error(name_, at.line, at.column, builder.failure);
}

json_document::place json_document::place_of(std::size_t offset) const {
  const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t last_end = before.rfind('\n');
  return {lines + 1, before.size() - (last_end == std::string_view::npos ? 0 : last_end + 1) + 1};
}

void json_document::complain(std::size_t offset, const std::string& pointer,
                             const std::string& message) {
  if (complaints_.size() >= most_remembered) {
    ++forgotten_;
    return;
  }
  complaints_.push_back({offset, (pointer.empty() ? "" : pointer + ": ") + message});
}

const json_node& json_document::closest(std::string_view path) const {
  const json_node* node = &root_;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view step = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    const json_node* next = nullptr;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      const bool here =
          node->kind == json_kind::object ? node->keys[i] == step : std::to_string(i) == step;
      if (here) next = &node->items[i];
    }
    if (!next) break;
    node = next;
  }
  return *node;
}

void json_document::throw_if_any() const {
  if (complaints_.empty()) return;
  std::vector<complaint> sorted = complaints_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const complaint& a, const complaint& b) { return a.offset < b.offset; });
  const place first = place_of(sorted.front().offset);
  std::string message = sorted.front().text;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (i == most_complaints) {
      message += "; and " + std::to_string(sorted.size() - i + forgotten_) + " more";
      break;
    }
    message += "; line " + std::to_string(place_of(sorted[i].offset).line) + ": " + sorted[i].text;
  }
  throw parse_error(name_, first.line, first.column, message);
}

void json_cursor::complain(const std::string& message) const {
  document_->complain(node_->offset, pointer_, message);
}

void json_cursor::expected(const std::string& what) const {
  complain("expected " + what + ", found " + found_text(*node_));
}

bool json_cursor::is_object(std::span<const std::string_view> known) const {
  for (const auto& [key, member] : members()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      std::string all;
      for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
      member.complain("unknown key; known are " + all);
    }
  }
  return node_->kind == json_kind::object;
}

std::optional<json_cursor> json_cursor::find(std::string_view key) const {
  if (node_->kind != json_kind::object) return std::nullopt;
  for (std::size_t i = 0; i < node_->keys.size(); ++i) {
    if (node_->keys[i] == key) {
      return json_cursor(*document_, node_->items[i], pointer_ + '/' + pointer_token(key));
    }
  }
  return std::nullopt;
}

std::optional<json_cursor> json_cursor::require(std::string_view key) const {
  std::optional<json_cursor> member = find(key);
  if (!member && node_->kind == json_kind::object) {
    complain("\"" + std::string(key) + "\" is missing");
  }
  return member;
}

std::optional<std::vector<json_cursor>> json_cursor::items() const {
  if (node_->kind != json_kind::list) {
    expected("a list");
    return std::nullopt;
  }
  std::vector<json_cursor> all;
  all.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    all.emplace_back(*document_, node_->items[i], pointer_ + '/' + std::to_string(i));
  }
  return all;
}

std::vector<std::pair<std::string, json_cursor>> json_cursor::members() const {
  std::vector<std::pair<std::string, json_cursor>> all;
  if (node_->kind != json_kind::object) {
    expected("an object");
    return all;
  }
  all.reserve(node_->items.size());
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    const std::string& key = node_->keys[i];
    const json_cursor member(*document_, node_->items[i], pointer_ + '/' + pointer_token(key));
    if (!seen.insert(key).second) member.complain("stands here twice");
    all.emplace_back(key, member);
  }
  return all;
}

std::optional<std::string> json_cursor::text() const {
  if (node_->kind == json_kind::text) return node_->text;
  expected("a text");
  return std::nullopt;
}

std::optional<bool> json_cursor::boolean() const {
  if (node_->kind == json_kind::boolean) return node_->flag;
  expected("true or false");
  return std::nullopt;
}

std::optional<date> json_cursor::day() const {
  std::optional<date> found;
  if (node_->kind == json_kind::text) {
    found = parse_date(node_->text);
    if (!found) found = day_of_time(node_->text);
  }
  if (found) return found;
  const bool longer = node_->kind == json_kind::text && node_->text.size() > 10 &&
                      parse_date(std::string_view(node_->text).substr(0, 10));
  expected(longer
               ? "the day alone, such as \"2026-09-01\", or a time with the offset of the place, "
                 "such as \"2026-09-01T18:30:00+02:00\""
               : "a date such as \"2026-09-01\"");
  return found;
}

std::optional<double> json_cursor::number(double lowest, double highest) const {
  if (node_->kind == json_kind::number && node_->number >= lowest && node_->number <= highest) {
    return node_->number;
  }
  if (std::isinf(lowest)) {
    expected("a number");
  } else if (std::isinf(highest)) {
    expected("a number, at least " + number_text(lowest));
  } else {
    expected("a number from " + number_text(lowest) + " to " + number_text(highest));
  }
  return std::nullopt;
}

std::optional<int> json_cursor::integer(int lowest, int highest) const {
  if (node_->kind == json_kind::number && node_->number >= lowest && node_->number <= highest &&
      node_->number == std::floor(node_->number)) {
    return static_cast<int>(node_->number);
  }
  expected("a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest));
  return std::nullopt;
}

std::string read_whole_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw parse_error(name, 0, 0, "is a folder; expected a JSON file");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) throw parse_error(name, 0, 0, "cannot be opened");
  std::string text;
  std::vector<char> buffer(std::size_t{1} << 16);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest_file) {
      throw parse_error(name, 0, 0, "is larger than 64 MB; expected a JSON file of one person");
    }
  }
  if (in.bad()) throw parse_error(name, 0, 0, "cannot be read");
  return text;
}

}  // namespace retrogait::io::detail
