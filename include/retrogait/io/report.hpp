#pragma once
/// @file
/// Reports and events as text for files and other programs. Declarations only: the bodies are
/// compiled into retrogait::io.

#include <retrogait/core/events.hpp>
#include <retrogait/io/recording.hpp>
#include <retrogait/session/report.hpp>

#include <string>
#include <vector>

namespace retrogait::io {

/// The whole report as a JSON object. Keys end in their unit (_s, _hz, _m) or stand beside a "unit"
/// in UCUM. A metric has "value", "margin_95", "quality" and "n", or a null value with "reason",
/// "n" and "needed". Times are the recording's own, to 0.1 ms; other numbers to 6 significant
/// digits.
std::string to_json(const gait_report& report, const std::vector<read_note>& notes = {});

/// Contacts, one a row: time_s,event,side,direction,bout. Times are the recording's own, with 4
/// decimals.
/// @param file  if not empty, the value of a first column `file`
std::string contacts_csv(const std::vector<contact>& contacts, bool header = true,
                         const std::string& file = {});

/// The same as a JSON array of objects with the keys of contacts_csv.
/// @param file  if not empty, an object {"file": …, "events": …} is written instead
std::string contacts_json(const std::vector<contact>& contacts, const std::string& file = {});

/// The contacts of all bouts as contacts_csv and contacts_json; direction is that of the whole bout.
std::string events_csv(const gait_report& report, bool header = true, const std::string& file = {});
std::string events_json(const gait_report& report, const std::string& file = {});

}  // namespace retrogait::io
