#pragma once
// JSON whose every value knows where it stands in the text, and a cursor that collects what is
// wrong with it: so that a message can name the line, and all mistakes at once.

#include <retrogait/rules/date.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retrogait::io::detail {

enum class json_kind : std::uint8_t { null, boolean, number, text, list, object };

struct json_node {
  json_kind kind = json_kind::null;
  bool flag = false;
  double number = 0;
  std::string text;
  std::vector<std::string> keys;  // of an object, one for each item
  std::vector<json_node> items;   // of an object or a list
  std::size_t offset = 0;         // of its first byte in the text
};

// A whole text of JSON and the complaints about it.
class json_document {
 public:
  // Throws parse_error if the text is no JSON, is nested too deeply or holds too many values.
  json_document(std::string_view text, std::string name);

  const json_node& root() const { return root_; }

  void complain(std::size_t offset, const std::string& pointer, const std::string& message);
  // The node at a path such as "levels/2/minutes", or the closest one around it.
  const json_node& closest(std::string_view path) const;

  bool has_complaints() const { return !complaints_.empty(); }
  // Throws parse_error with all of them, if there are any.
  void throw_if_any() const;

 private:
  struct complaint {
    std::size_t offset;
    std::string text;
  };
  struct place {
    std::size_t line;
    std::size_t column;
  };
  place place_of(std::size_t offset) const;

  std::string_view text_;
  std::string name_;
  json_node root_;
  std::vector<complaint> complaints_;
  std::size_t forgotten_ = 0;  // complaints that are counted only
};

// One value with its JSON pointer. Whoever asks for something that is not there gets nothing, and
// the document a complaint.
class json_cursor {
 public:
  json_cursor(json_document& document, const json_node& node, std::string pointer)
      : document_(&document), node_(&node), pointer_(std::move(pointer)) {}

  json_kind kind() const { return node_->kind; }
  void complain(const std::string& message) const;
  // "…: expected X, found Y"
  void expected(const std::string& what) const;

  // Complains unless this is an object with no key twice and no key but these.
  bool is_object(std::initializer_list<std::string_view> known) const {
    return is_object(std::span(known.begin(), known.size()));
  }
  bool is_object(std::span<const std::string_view> known) const;
  // Its member of that name; nothing if there is none.
  std::optional<json_cursor> find(std::string_view key) const;
  // The same, with a complaint if there is none.
  std::optional<json_cursor> require(std::string_view key) const;

  std::optional<std::vector<json_cursor>> items() const;
  // Of an object whose keys are not known beforehand.
  std::vector<std::pair<std::string, json_cursor>> members() const;
  std::optional<std::string> text() const;
  std::optional<bool> boolean() const;
  // A day, or the day of a time in the offset that is written with it.
  std::optional<date> day() const;
  std::optional<double> number(double lowest, double highest) const;
  std::optional<int> integer(int lowest, int highest) const;

 private:
  json_document* document_;
  const json_node* node_;
  std::string pointer_;
};

// The whole file; parse_error if it cannot be read.
std::string read_whole_file(const std::filesystem::path& path);

}  // namespace retrogait::io::detail
