// The training log; its form is described in retrogait/io/training_log.hpp.

#include <retrogait/core/errors.hpp>
#include <retrogait/io/training_log.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <type_traits>
#include <unordered_set>
#include <utility>

#include "locked_file.hpp"
#include "programme_json.hpp"
#include "text_file.hpp"

namespace retrogait::io {

namespace detail {

namespace {

constexpr int log_form = 1;
constexpr std::size_t longest_line = std::size_t{1} << 20;
constexpr std::size_t largest_log = std::size_t{256} << 20;
constexpr date any_day = make_date(9999, 12, 31);

constexpr std::array<std::string_view, 7> entry_keys{
    "session", "later", "screening", "short_form", "clearance", "measured", "decision"};
constexpr std::array all_outcomes{rules::outcome::advance, rules::outcome::hold,
                                  rules::outcome::regress, rules::outcome::refer,
                                  rules::outcome::stop};

struct log_line {
  log_owner owner;
  std::optional<log_entry> entry;
};

std::string text_of(const json_cursor& from, std::string_view key) {
  const auto given = from.require(key);
  if (!given) return {};
  return read_name(*given);
}

log_owner owner_from(const json_cursor& from) {
  log_owner owner;
  owner.person = text_of(from, "person");
  if (const auto given = from.require("programme")) {
    programme_name named = read_programme_name(*given);
    owner.programme = std::move(named.id);
    owner.version = named.version;
  }
  return owner;
}

later_values later_from(const json_cursor& from, date today) {
  later_values later;
  if (!from.is_object({"date", "values"})) return later;
  later.day = read_day(from, today).value_or(date{});
  if (const auto values = from.require("values")) later.values = read_values(*values);
  return later;
}

measured_facts measured_from(const json_cursor& from, date today) {
  measured_facts measured;
  if (!from.is_object({"date", "person"})) return measured;
  measured.day = read_day(from, today).value_or(date{});
  if (const auto person = from.require("person")) measured.facts = read_person(*person);
  return measured;
}

logged_decision decision_from(const json_cursor& from, date today) {
  logged_decision made;
  if (!from.is_object({"date", "outcome", "level_before", "level_after", "not_before",
                       "content_hash", "fired"})) {
    return made;
  }
  made.day = read_day(from, today).value_or(date{});
  if (const auto word = from.require("outcome")) {
    made.result = read_word(*word, all_outcomes).value_or(made.result);
  }
  if (const auto level = from.find("level_before")) made.level_before = level->integer(1, 1000);
  if (const auto level = from.find("level_after")) made.level_after = level->integer(1, 1000);
  if (const auto day = from.find("not_before")) made.not_before = day->day();
  made.content_hash = text_of(from, "content_hash");
  if (const auto fired = from.require("fired")) {
    if (const auto ids = fired->items()) {
      for (const json_cursor& id : *ids) made.fired.push_back(id.text().value_or(""));
    }
  }
  return made;
}

std::optional<log_entry> entry_from(std::string_view key, const json_cursor& from, date today,
                                    const screening_form* form) {
  if (key == "session") {
    std::optional<session_record> session = read_session(from, today);
    if (!session) return std::nullopt;
    return std::move(*session);
  }
  if (key == "later") return later_from(from, today);
  if (key == "screening") return read_screening(from, today, form);
  if (key == "short_form") {
    if (const auto agreed = from.find("clearance")) {
      agreed->complain("belongs into an entry of its own");
    }
    return short_form{read_screening(from, today, form)};
  }
  if (key == "clearance") return read_clearance(from, today, form);
  if (key == "measured") return measured_from(from, today);
  return decision_from(from, today);
}

// Of an object in which one key only is that of an entry.
std::optional<log_entry> only_entry(const json_cursor& from, date today,
                                    const screening_form* form) {
  std::vector<std::string_view> found;
  for (const std::string_view key : entry_keys) {
    if (from.find(key)) found.push_back(key);
  }
  if (found.size() == 1) return entry_from(found[0], *from.find(found[0]), today, form);
  from.complain(
      "expected exactly one of session, later, screening, short_form, clearance, measured, "
      "decision");
  return std::nullopt;
}

log_line line_from(const json_cursor& from, date today, const screening_form* form) {
  log_line line;
  std::vector<std::string_view> keys{"retrogait_log", "person", "programme"};
  keys.insert(keys.end(), entry_keys.begin(), entry_keys.end());
  if (!from.is_object(keys)) return line;
  if (const auto given = from.require("retrogait_log")) {
    if (given->integer(log_form, log_form) != log_form) return line;
  }
  line.owner = owner_from(from);
  line.entry = only_entry(from, today, form);
  return line;
}

// Any fault is one of that line of the log.
log_line parse_line(std::string_view text, const std::string& name, std::size_t number, date today,
                    const screening_form* form) {
  if (text.size() > longest_line) {
    throw parse_error(name, number, 0, "the line is longer than a megabyte; expected one entry");
  }
  try {
    json_document document(text, name);
    log_line line = line_from(json_cursor(document, document.root(), ""), today, form);
    document.throw_if_any();
    return line;
  } catch (const parse_error& error) {
    throw parse_error(name, number, error.column(), error.message());
  }
}

// "" if entries of the one belong into the log of the other.
std::string quarrel(const log_owner& theirs, const log_owner& ours) {
  if (theirs.person != ours.person) {
    return "belongs to " + quoted_text(theirs.person) + "; this is the log of " +
           quoted_text(ours.person);
  }
  if (theirs.programme != ours.programme) {
    return "was written under the programme " + quoted_text(theirs.programme) + ", not " +
           quoted_text(ours.programme) +
           ", whose levels are others; expected a log of its own for each programme";
  }
  if (theirs.version.breaking != ours.version.breaking) {
    return "was written under version " + to_string(theirs.version) + " of the programme, not " +
           to_string(ours.version) +
           "; versions with another first number have other levels and need a log of their own";
  }
  return {};
}

date day_of(const log_entry& entry) {
  return std::visit(
      [](const auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, short_form>) {
          return one.answers.day;
        } else {
          return one.day;
        }
      },
      entry);
}

// Takes lines in the order of the file and puts what they say together in the order of their days.
class log_reader {
 public:
  log_reader(std::string name, const log_owner& owner, date today, const screening_form& form)
      : name_(std::move(name)), owner_(owner), today_(today), form_(form) {
    log_.history.person_id = owner.person;
    log_.history.programme = programme_name{owner.programme, owner.version};
  }

  void add(std::string_view text, std::size_t number) {
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
      note(log_note::kind::blank, number, "is blank");
      return;
    }
    log_line line = parse_line(text, name_, number, today_, &form_);
    const std::string wrong = quarrel(line.owner, owner_);
    if (!wrong.empty()) fail(number, wrong);
    note_version(line.owner.version, number);
    if (!seen_.insert(text).second) {
      note(log_note::kind::repeated, number, "stands in an earlier line already; it counts once");
      return;
    }
    // Which day is the latest so far is asked of each kind: a "later" line is about the past.
    const date day = day_of(*line.entry);
    date& latest = latest_.try_emplace(line.entry->index(), day).first->second;
    if (day < latest && !std::holds_alternative<later_values>(*line.entry)) {
      note(log_note::kind::out_of_order, number,
           date_string(day) + " stands after " + date_string(latest) +
               "; it is put where it belongs");
    }
    latest = (std::max)(latest, day);
    lines_.push_back({number, day, std::move(*line.entry)});
  }

  void torn(std::string_view text, std::size_t number) {
    log_.torn = text;
    note(log_note::kind::torn, number,
         "the last line was torn off while it was written and is not used: " + quoted_text(text));
  }

  training_log operator()() {
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const numbered& a, const numbered& b) { return a.day < b.day; });
    for (numbered& one : lines_) {
      if (std::holds_alternative<session_record>(one.entry)) add_session(one);
    }
    for (const numbered& one : lines_) {
      std::visit([this, &one](const auto& entry) { take(entry, one.line); }, one.entry);
    }
    for (dated_session& one : sessions_) log_.history.append(std::move(one.session));
    if (log_.history.screening) log_.history.screening->clearance = clearance_;
    std::stable_sort(log_.notes.begin(), log_.notes.end(),
                     [](const log_note& a, const log_note& b) { return a.line < b.line; });
    return std::move(log_);
  }

 private:
  struct numbered {
    std::size_t line;
    date day;
    log_entry entry;
  };
  struct dated_session {
    std::size_t line;
    session_record session;
  };

  [[noreturn]] void fail(std::size_t line, const std::string& message) const {
    throw parse_error(name_, line, 0, message);
  }

  void note(log_note::kind what, std::size_t line, const std::string& text) {
    log_.notes.push_back({what, line, name_ + ':' + std::to_string(line) + ": " + text});
  }

  void note_version(const rules::version_number& version, std::size_t number) {
    if (version == owner_.version ||
        std::find(versions_.begin(), versions_.end(), version) != versions_.end()) {
      return;
    }
    versions_.push_back(version);
    note(log_note::kind::other_version, number,
         "is the first line that was written under version " + to_string(version) +
             " of the programme, not " + to_string(owner_.version));
  }

  // The sessions arrive in the order of their days.
  void add_session(numbered& one) {
    auto& session = std::get<session_record>(one.entry);
    if (sessions_.empty() || sessions_.back().session.day != one.day) {
      sessions_.push_back({one.line, std::move(session)});
      return;
    }
    const dated_session& other = sessions_.back();
    if (other.session == session) {
      note(log_note::kind::repeated, one.line,
           "the session of " + date_string(one.day) + " stands in line " +
               std::to_string(other.line) + " already; it counts once");
      return;
    }
    fail(one.line, "the session of " + date_string(one.day) +
                       " is not the one that stands in line " + std::to_string(other.line) +
                       "; expected one a day");
  }

  void take(const session_record&, std::size_t) {}

  void take(const later_values& later, std::size_t line) {
    const auto at =
        std::lower_bound(sessions_.begin(), sessions_.end(), later.day,
                         [](const dated_session& one, date day) { return one.session.day < day; });
    if (at == sessions_.end() || at->session.day != later.day) {
      fail(line, "there is no session of " + date_string(later.day) + " to add to");
    }
    for (const metric_values::entry& one : later.values.entries()) {
      const measured<double> known = at->session.values.find(*one.info);
      if (!known) {
        at->session.values.set(*one.info, one.value);
      } else if (known != one.value) {
        fail(line, std::string(one.info->id) + " of " + date_string(later.day) +
                       " is known already and is another; what a log says is never replaced");
      }
    }
  }

  void take(const screening_answers& given, std::size_t line) {
    look_for_red_flags(given, line);
    if (given.clearance) take(*given.clearance, line);
    log_.history.screening = given;
  }

  void take(const short_form& given, std::size_t line) {
    look_for_red_flags(given.answers, line);
    // Alone it leaves questions open, so it lets no plan be given; its red flags count.
    log_.history.screening = log_.history.screening
                                 ? with_short_form(form_, *log_.history.screening, given.answers)
                                 : given.answers;
  }

  // A clearance stays void, even when later answers are fine again.
  void take(const clearance& agreed, std::size_t line) {
    if (red_flag_ && agreed.day < *red_flag_) {
      note_void(agreed, line);
    } else if (!clearance_ || clearance_->day <= agreed.day) {
      clearance_ = agreed;
    }
  }

  void take(const measured_facts& measured, std::size_t) {
    person_facts& known = log_.history.person;
    if (measured.facts.comfortable_speed_m_s) {
      known.comfortable_speed_m_s = measured.facts.comfortable_speed_m_s;
    }
    if (measured.facts.limb_symmetry_percent) {
      known.limb_symmetry_percent = measured.facts.limb_symmetry_percent;
    }
  }

  void take(const logged_decision& made, std::size_t) { log_.decisions.push_back(made); }

  // They arrive in the order of their days.
  void look_for_red_flags(const screening_answers& given, std::size_t line) {
    if (!has_red_flag(form_, given)) return;
    red_flag_ = given.day;
    if (!clearance_ || clearance_->day >= given.day) return;
    note_void(*clearance_, line);
    clearance_.reset();
  }

  void note_void(const clearance& agreed, std::size_t line) {
    note(log_note::kind::voided, line,
         "an answer of " + date_string(*red_flag_) + " makes the clearance of " +
             date_string(agreed.day) + " void");
  }

  std::string name_;
  const log_owner& owner_;
  date today_;
  const screening_form& form_;
  training_log log_;
  std::vector<numbered> lines_;
  std::vector<dated_session> sessions_;
  std::vector<rules::version_number> versions_;
  std::map<std::size_t, date> latest_;
  std::unordered_set<std::string_view> seen_;
  std::optional<clearance> clearance_;
  std::optional<date> red_flag_;  // the last answer that makes older clearances void
};

ordered_json json_of(const session_record& session, const screening_form&) {
  return write_session(session);
}
ordered_json json_of(const later_values& later, const screening_form&) {
  return {{"date", date_string(later.day)}, {"values", write_values(later.values)}};
}
ordered_json json_of(const screening_answers& answers, const screening_form& form) {
  return write_screening(answers, form);
}
ordered_json json_of(const short_form& given, const screening_form& form) {
  return write_screening(given.answers, form);
}
ordered_json json_of(const clearance& agreed, const screening_form&) {
  return write_clearance(agreed);
}
ordered_json json_of(const measured_facts& measured, const screening_form&) {
  return {{"date", date_string(measured.day)}, {"person", write_person(measured.facts)}};
}
ordered_json json_of(const logged_decision& made, const screening_form&) {
  ordered_json out{{"date", date_string(made.day)}, {"outcome", to_string(made.result)}};
  if (made.level_before) out["level_before"] = *made.level_before;
  if (made.level_after) out["level_after"] = *made.level_after;
  if (made.not_before) out["not_before"] = date_string(*made.not_before);
  out["content_hash"] = made.content_hash;
  out["fired"] = made.fired;
  return out;
}

// Throws config_error unless the line says that entry of that owner when it is read.
void check_readable(const std::string& line, const log_owner& owner, const log_entry& entry,
                    const screening_form& form) {
  std::string wrong;
  try {
    const log_line back =
        parse_line(std::string_view(line).substr(0, line.size() - 1), "", 0, day_of(entry), &form);
    if (back.owner == owner && back.entry == entry) return;
    wrong = "would not be the same when it is read back";
  } catch (const parse_error& error) {
    wrong = error.message();
  }
  throw config_error("entry", wrong);
}

}  // namespace

}  // namespace detail

logged_decision summary(const training_decision& decision) {
  logged_decision out;
  out.day = decision.day;
  out.result = decision.result;
  out.level_before = decision.level_before;
  out.level_after = decision.level_after;
  out.not_before = decision.not_before;
  out.content_hash = decision.content_hash;
  if (decision.rules) out.fired = decision.rules->fired();
  return out;
}

std::string write_log_line(const log_owner& owner, const log_entry& entry,
                           const screening_form& form) {
  detail::ordered_json out{
      {"retrogait_log", detail::log_form},
      {"person", owner.person},
      {"programme", {{"id", owner.programme}, {"version", to_string(owner.version)}}}};
  const std::string key(detail::entry_keys.at(entry.index()));
  out[key] = std::visit([&form](const auto& one) { return detail::json_of(one, form); }, entry);
  return out.dump(-1, ' ', false, detail::ordered_json::error_handler_t::replace) + '\n';
}

log_entry parse_log_entry(std::string_view text, const std::string& name, date today,
                          const screening_form& form) {
  detail::json_document document(text, name);
  const detail::json_cursor root(document, document.root(), "");
  std::optional<log_entry> entry;
  if (root.find("level")) {
    entry = detail::entry_from("session", root, today, &form);
  } else if (root.is_object(detail::entry_keys)) {
    entry = detail::only_entry(root, today, &form);
  }
  document.throw_if_any();
  return std::move(*entry);
}

log_entry read_log_entry(const std::filesystem::path& path, date today,
                         const screening_form& form) {
  return parse_log_entry(detail::read_whole_file(path), path.string(), today, form);
}

append_result append_to_log(const std::filesystem::path& path, const log_owner& owner,
                            const log_entry& entry, const screening_form& form) {
  const std::string line = write_log_line(owner, entry, form);
  detail::check_readable(line, owner, entry, form);
  detail::locked_file file(path);
  append_result result;
  const std::string torn = file.unfinished_line();
  if (!torn.empty()) {
    std::filesystem::path aside = path;
    aside += ".torn";
    detail::locked_file(aside).append(torn + '\n');
    file.cut(torn.size());
    result.put_aside = std::move(aside);
  }
  // Whether earlier entries are dated later does not matter here; reading tells.
  const std::string first = file.first_line(detail::longest_line);
  if (!first.empty()) {
    const detail::log_line begin =
        detail::parse_line(first, path.string(), 1, detail::any_day, nullptr);
    const std::string wrong = detail::quarrel(begin.owner, owner);
    if (!wrong.empty()) throw config_error("owner", path.string() + ":1: " + wrong);
  }
  file.append(line);
  return result;
}

training_log parse_log(std::string_view text, const std::string& name, const log_owner& owner,
                       date today, const screening_form& form) {
  detail::log_reader reader(name, owner, today, form);
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      reader.torn(text, number);
      break;
    }
    reader.add(text.substr(0, end), number);
    text.remove_prefix(end + 1);
  }
  return reader();
}

training_log read_log(const std::filesystem::path& path, const log_owner& owner, date today,
                      const screening_form& form) {
  return parse_log(detail::read_locked(path, detail::largest_log), path.string(), owner, today,
                   form);
}

training_log read_log_with(const std::filesystem::path& path, const log_owner& owner,
                           const log_entry& entry, date today, const screening_form& form) {
  std::string text;
  if (std::filesystem::exists(path)) text = detail::read_locked(path, detail::largest_log);
  const std::size_t end = text.rfind('\n');
  text.resize(end == std::string::npos ? 0 : end + 1);
  text += write_log_line(owner, entry, form);
  return parse_log(text, path.string(), owner, today, form);
}

std::optional<log_owner> read_log_owner(const std::filesystem::path& path) {
  const std::string text = detail::read_locked(path, detail::largest_log);
  std::string_view left = text;
  for (std::size_t number = 1;; ++number) {
    const std::size_t end = left.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = left.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      return detail::parse_line(line, path.string(), number, detail::any_day, nullptr).owner;
    }
    left.remove_prefix(end + 1);
  }
}

}  // namespace retrogait::io
