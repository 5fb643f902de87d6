//! What users read and type, in both languages.

use super::*;
use crate::i18n::with_language;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date of the calendar")
}

fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_hms_opt(hour, minute, 0).expect("a time of the day")
}

#[test]
fn dates_read_naturally() {
    let date = day(2026, 4, 9);
    with_language(Lang::Nl, || {
        assert_eq!(date_short(date), "9 apr 2026");
        assert_eq!(date_long(date), "donderdag 9 april 2026");
        assert_eq!(date_month(date), "april 2026");
        assert_eq!(date_day_month(day(2026, 10, 11)), "11 okt");
        assert_eq!(date_time(at(date, 9, 41)), "9 apr 2026, 09:41");
    });
    with_language(Lang::En, || {
        assert_eq!(date_short(date), "9 Apr 2026");
        assert_eq!(date_long(date), "Thursday 9 April 2026");
    });
}

#[test]
fn every_month_and_weekday_has_its_own_name() {
    for lang in Lang::ALL {
        with_language(lang, || {
            let months: std::collections::BTreeSet<_> = (1..=12).map(|month| date_month(day(2026, month, 1))).collect();
            assert_eq!(months.len(), 12);
            let weekdays: std::collections::BTreeSet<_> =
                (6..13).map(|d| date_long(day(2026, 4, d)).split(' ').next().map(str::to_owned)).collect();
            assert_eq!(weekdays.len(), 7);
        });
    }
}

#[test]
fn a_period_names_the_year_once() {
    with_language(Lang::Nl, || {
        assert_eq!(period(day(2026, 9, 1), day(2026, 11, 30)), "1 sep – 30 nov 2026");
        assert_eq!(period(day(2026, 9, 1), day(2027, 1, 5)), "1 sep 2026 – 5 jan 2027");
        assert_eq!(period(day(2026, 9, 1), day(2026, 9, 1)), "1 sep 2026");
    });
}

#[test]
fn relative_times_count_the_clock_today_and_the_calendar_before() {
    with_language(Lang::Nl, || {
        let now = at(day(2026, 4, 9), 9, 41);
        let ago = |days: i64| relative(now - chrono::Duration::days(days), now);
        assert_eq!(relative(now, now), "zojuist");
        assert_eq!(relative(at(day(2026, 4, 9), 9, 40), now), "1 minuut geleden");
        assert_eq!(relative(at(day(2026, 4, 9), 6, 0), now), "3 uur geleden");
        assert_eq!(relative(at(day(2026, 4, 8), 23, 59), now), "gisteren");
        assert_eq!(ago(2), "2 dagen geleden");
        assert_eq!(ago(13), "13 dagen geleden");
        assert_eq!(ago(14), "2 weken geleden");
        assert_eq!(ago(60), "2 maanden geleden");
        assert_eq!(ago(730), "2 jaar geleden");
        assert_eq!(ago(-1), "morgen");
        assert_eq!(ago(-3), "over 3 dagen");
        assert_eq!(ago(-21), "over 3 weken");
        assert_eq!(relative_date(day(2026, 4, 9), now.date()), "vandaag");
    });
}

#[test]
fn a_clock_far_outside_the_calendar_is_refused() {
    assert_eq!(local(i64::MAX), None);
    assert!(local(0).is_some());
}

#[test]
fn money_is_grouped_and_keeps_its_sign_on_the_line() {
    with_language(Lang::Nl, || {
        assert_eq!(money(123_456), "€\u{a0}1.234,56");
        assert_eq!(money(65_000), "€\u{a0}650,00");
        assert_eq!(money(5), "€\u{a0}0,05");
        assert_eq!(money(-123_456_789), "-€\u{a0}1.234.567,89");
        assert_eq!(money(i64::MIN), "-€\u{a0}92.233.720.368.547.758,08");
        assert_eq!(money_short(5_000_000), "€\u{a0}50.000");
        assert_eq!(money_short(5_000_050), "€\u{a0}50.000,50");
        assert_eq!(money_input(123_456), "1234,56");
        assert_eq!(number(-12_345), "-12.345");
    });
    with_language(Lang::En, || {
        assert_eq!(money(123_456), "€1,234.56");
        assert_eq!(number(12_345), "12,345");
    });
}

#[test]
fn dates_are_read_as_people_type_them() {
    let expected = Ok(day(2026, 4, 9));
    for input in
        ["09-04-2026", "9-4-2026", " 9/4/2026 ", "9.4.2026", "9 4 26", "2026-04-09", "9 april 2026", "9 Apr 2026"]
    {
        assert_eq!(parse_date(input), expected, "{input}");
    }
    assert_eq!(parse_date("1 maart 2026"), Ok(day(2026, 3, 1)));
    assert_eq!(parse_date("1 mrt 2026"), Ok(day(2026, 3, 1)));
    for input in ["31-02-2026", "29-02-2027", "2026-13-01", "0 mei 2026"] {
        assert_eq!(parse_date(input), Err(Invalid::NoSuchDay), "{input}");
    }
    for input in ["", "9-4", "9-4-2026-1", "9-4-026", "morgen", "+9-4-2026"] {
        assert_eq!(parse_date(input), Err(Invalid::Date), "{input}");
    }
    assert_eq!(parse_date(&date_input(day(2026, 4, 9))), expected);
}

#[test]
fn amounts_are_read_but_never_guessed() {
    with_language(Lang::Nl, || {
        for (input, cents) in [
            ("650", 65_000),
            ("€ 650,-", 65_000),
            ("650,5", 65_050),
            ("650.50", 65_050),
            ("1.234", 123_400),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("€\u{a0}1.234.567,89", 123_456_789),
            ("-12,50", -1_250),
            ("−12,50", -1_250),
        ] {
            assert_eq!(parse_money(input), Ok(cents), "{input}");
        }
        for input in ["", "€", "1,234", "1.23.4", "12.34,5,6", "1.2345", "twaalf", "1e3", "--5", "99999999999999999999"]
        {
            assert_eq!(parse_money(input), Err(Invalid::Money), "{input}");
        }
    });
    with_language(Lang::En, || {
        assert_eq!(parse_money("1,234"), Ok(123_400));
        assert_eq!(parse_money("1.234"), Err(Invalid::Money));
    });
}

#[test]
fn what_is_shown_can_be_typed_back() {
    for lang in Lang::ALL {
        with_language(lang, || {
            for cents in [0, 1, 99, 100, 123_456, 5_000_000, -65_050] {
                assert_eq!(parse_money(&money(cents)), Ok(cents));
                assert_eq!(parse_money(&money_input(cents)), Ok(cents));
            }
        });
    }
}
