//! One test per way in which a document can have a second meaning, by error value.
#![allow(clippy::unwrap_used)]

use sigstore_json::{Error, ErrorKind, Limits, Number, Value, parse};
use sigstore_traits::Refusal;

const LIMITS: Limits = Limits::new(1 << 20).arrays(&[("few", 2)]);

fn refused(text: &str) -> Error {
    parse(text.as_bytes(), &LIMITS).map(|_| ()).unwrap_err()
}

fn error(kind: ErrorKind, place: &str) -> Error {
    let mut error = refused("");
    error.kind = kind;
    error.place = place.into();
    error
}

#[test]
fn v_7_kept_json_reads_whole() {
    let text = r#" {"a":[null,true,-1,1.5,"\u00e9"],"b":{}} "#;
    let value = parse(text.as_bytes(), &LIMITS).unwrap();
    let expected = vec![
        Value::Null,
        Value::Bool(true),
        Value::Number(Number::Negative(-1)),
        Value::Number(Number::Float(1.5)),
        Value::String("é".into()),
    ];
    assert_eq!(value.member("a"), Some(&Value::Array(expected)));
    assert_eq!(value.member("b"), Some(&Value::Object(vec![])));
    assert_eq!(value.member("c"), None);
}

#[test]
fn v_7_broken_syntax_tells_line_column_and_path() {
    let kind = ErrorKind::Syntax { line: 2, column: 4 };
    assert_eq!(refused("{\"a\":[1,\n 2,x]}"), error(kind, "$.a[2]"));
    assert_eq!(refused("{} {}"), error(ErrorKind::Syntax { line: 1, column: 4 }, "$"));
    assert_eq!(refused("\u{feff}{}"), error(ErrorKind::Syntax { line: 1, column: 1 }, "$"));
    assert_eq!(refused("[01]"), error(ErrorKind::Syntax { line: 1, column: 3 }, "$[0]"));
    assert!(matches!(refused("{'a':1}").kind, ErrorKind::Syntax { .. }));
    assert!(matches!(refused("[1,]").kind, ErrorKind::Syntax { .. }));
    assert!(parse(b"\"\xff\"", &LIMITS).is_err());
}

#[test]
fn v_7_broken_a_cut_text_ends_early() {
    assert_eq!(
        refused(r#"{"a":{"b":"#),
        error(ErrorKind::EndOfText { line: 1, column: 10 }, "$.a.b")
    );
    assert!(matches!(refused("").kind, ErrorKind::EndOfText { .. }));
}

#[test]
fn v_7_broken_a_member_stands_twice() {
    let kind = ErrorKind::DuplicateMember { name: "b".into() };
    assert_eq!(refused(r#"{"a":[{"b":1,"b":1}]}"#), error(kind.clone(), "$.a[0]"));
    assert_eq!(refused(r#"{"a":[{"b":1,"\u0062":1}]}"#), error(kind, "$.a[0]"));
}

#[test]
fn v_7_broken_a_member_stands_twice_among_many() {
    for (first, second) in [(0, 99), (31, 32), (32, 33), (98, 99)] {
        let members: Vec<_> =
            (0..100).map(|n| format!("\"m{}\":0", if n == second { first } else { n })).collect();
        let kind = ErrorKind::DuplicateMember { name: format!("m{first}") };
        assert_eq!(refused(&format!("{{{}}}", members.join(","))), error(kind, "$"));
    }
}

#[test]
fn v_19_kept_every_limit_is_inclusive() {
    assert!(parse(b"[[]]", &Limits::new(4).depth(2).values(2)).is_ok());
    assert!(parse(br#"{"few":[1,2],"more":[1,2,3]}"#, &LIMITS).is_ok());
    assert!(parse(br#"{"few":{"a":1,"b":2}}"#, &LIMITS).is_ok());
}

#[test]
fn v_19_kept_an_open_member_has_names_of_its_own() {
    let limits = LIMITS.open("any");
    assert!(parse(br#"{"any":{"few":[1,2,3],"in":[{"few":[1,2,3]}]}}"#, &limits).is_ok());
    let kind = ErrorKind::TooManyElements { max: 2 };
    for (text, place) in [
        (r#"{"any":{},"few":[1,2,3]}"#, "$.few[2]"),
        (r#"{"in":{"any":{"few":[1,2,3]}}}"#, "$.in.any.few[2]"),
        (r#"[{"any":{"few":[1,2,3]}}]"#, "$[0].any.few[2]"),
    ] {
        let refused = parse(text.as_bytes(), &limits).unwrap_err();
        assert_eq!(refused, error(kind.clone(), place));
    }
}

#[test]
fn v_19_broken_each_limit() {
    let limited = |text: &[u8], limits: Limits| parse(text, &limits).map(|_| ()).unwrap_err();
    assert_eq!(
        limited(b"[[]]", Limits::new(3)),
        error(ErrorKind::TooLarge { bytes: 4, max: 3 }, "$")
    );
    assert_eq!(
        limited(b"[[]]", Limits::new(9).depth(1)),
        error(ErrorKind::TooDeep { max: 1 }, "$[0]")
    );
    assert_eq!(
        limited(b"[1,2]", Limits::new(9).values(2)),
        error(ErrorKind::TooManyValues { max: 2 }, "$[1]")
    );
    let kind = ErrorKind::TooManyElements { max: 2 };
    assert_eq!(refused(r#"{"few":[1,2,3]}"#), error(kind.clone(), "$.few[2]"));
    assert_eq!(refused(r#"{"few":{"a":1,"b":2,"c":3}}"#), error(kind, "$.few"));
}

#[test]
fn v_19_broken_the_reader_stops_at_the_first_element_too_many() {
    let text = format!("{{\"few\":[1,2,{}", "[".repeat(100_000));
    assert_eq!(refused(&text), error(ErrorKind::TooManyElements { max: 2 }, "$.few[2]"));
}

#[test]
fn a_39_nesting_of_100_000_levels_is_refused() {
    let deep = "[".repeat(100_000);
    assert_eq!(refused(&deep).kind, ErrorKind::TooDeep { max: 32 });
    assert_eq!(refused(&"{\"a\":".repeat(100_000)).kind, ErrorKind::TooDeep { max: 32 });
}

#[test]
fn v_5_kept_types_are_read() {
    let value = parse(br#"{"s":"x","b":false,"a":[1],"o":{}}"#, &LIMITS).unwrap();
    let object = value.node().object().unwrap();
    assert_eq!(object.required("s").unwrap().string(), Ok("x"));
    assert_eq!(object.required("b").unwrap().bool(), Ok(false));
    assert_eq!(object.required("a").unwrap().array().unwrap().len(), 1);
    assert_eq!(object.required("o").unwrap().object().unwrap().finish(), Ok(()));
    assert_eq!(object.finish(), Ok(()));
}

#[test]
fn v_5_broken_another_type_names_both() {
    let value = parse(br#"{"s":[{"t":1}]}"#, &LIMITS).unwrap();
    let object = value.node().object().unwrap();
    let element = object.required("s").unwrap().array().unwrap().next().unwrap();
    let inner = element.object().unwrap();
    let node = inner.required("t").unwrap();
    let typed = |expected| error(ErrorKind::Type { expected, found: "a number" }, "$.s[0].t");
    assert_eq!(node.string(), Err(typed("a string")));
    assert_eq!(node.bool(), Err(typed("a boolean")));
    assert_eq!(node.object().map(|_| ()), Err(typed("an object")));
    assert_eq!(node.array().map(|_| ()), Err(typed("an array")));
    assert_eq!(node.bytes(), Err(typed("a string")));
    assert_eq!(
        element.int64(),
        Err(error(ErrorKind::Type { expected: "an int64", found: "an object" }, "$.s[0]"))
    );
    let unexpected = ErrorKind::Unexpected { expected: "zero", found: "1".into() };
    assert_eq!(node.error("zero", "1"), error(unexpected, "$.s[0].t"));
}

#[test]
fn v_6_kept_null_is_absent_and_one_of_a_oneof_is_found() {
    let value = parse(br#"{"a":null,"b":1}"#, &LIMITS).unwrap();
    let object = value.node().object().unwrap();
    assert!(object.optional("a").is_none());
    assert!(object.optional("c").is_none());
    let (name, node) = object.one_of(&["a", "b", "c"]).unwrap().unwrap();
    assert_eq!((name, node.path()), ("b", "$.b".into()));
    assert!(object.one_of(&["a", "c"]).unwrap().is_none());
    assert_eq!(object.finish(), Ok(()));
}

#[test]
fn v_6_broken_missing_unknown_and_two_of_one() {
    let value = parse(br#"{"o":{"a":null,"b":1,"c":2}}"#, &LIMITS).unwrap();
    let root = value.node().object().unwrap();
    let object = root.required("o").unwrap().object().unwrap();
    let missing = error(ErrorKind::MissingMember { name: "a" }, "$.o");
    assert_eq!(object.required("a").map(|_| ()), Err(missing));
    let two = error(ErrorKind::TwoOfOne { first: "b", second: "c" }, "$.o");
    assert_eq!(object.one_of(&["a", "b", "c"]).map(|_| ()), Err(two));
    let object = root.required("o").unwrap().object().unwrap();
    object.required("b").unwrap();
    assert_eq!(object.unknown(), ["$.o.a", "$.o.c"]);
    let object = root.required("o").unwrap().object().unwrap();
    object.optional("a");
    object.optional("b");
    assert_eq!(object.finish(), Err(error(ErrorKind::UnknownMember { name: "c".into() }, "$.o")));
}

#[test]
fn v_6_broken_a_member_beyond_the_64th_that_is_not_known() {
    let members: Vec<_> = (0..66).map(|n| format!("\"m{n}\":0")).collect();
    let text = format!("{{{}}}", members.join(","));
    let value = parse(text.as_bytes(), &LIMITS).unwrap();
    let names: [&'static str; 65] = std::array::from_fn(|n| &*format!("m{n}").leak());
    let object = value.node().object().unwrap();
    assert!(names.iter().all(|name| object.optional(name).is_some()));
    let unknown = ErrorKind::UnknownMember { name: "m65".into() };
    assert_eq!(object.finish(), Err(error(unknown, "$")));
}

#[test]
fn v_123_kept_the_spellings_of_integers() {
    let value = parse(br#"["0",0,"-1",-1,"18446744073709551615",18446744073709551615]"#, &LIMITS);
    let value = value.unwrap();
    let nodes: Vec<_> = value.node().array().unwrap().collect();
    let int64: Vec<_> = nodes.iter().map(|node| node.int64().ok()).collect();
    assert_eq!(int64, [Some(0), Some(0), Some(-1), Some(-1), None, None]);
    let uint64: Vec<_> = nodes.iter().map(|node| node.uint64().ok()).collect();
    assert_eq!(uint64, [Some(0), Some(0), None, None, Some(u64::MAX), Some(u64::MAX)]);
}

#[test]
fn v_123_broken_the_spellings_of_integers() {
    for (text, found) in [
        (r#"["+1"]"#, "+1"),
        (r#"["01"]"#, "01"),
        (r#"["-0"]"#, "-0"),
        (r#"[" 1"]"#, " 1"),
        (r#"["1e3"]"#, "1e3"),
        (r#"["1.0"]"#, "1.0"),
        (r#"[""]"#, ""),
        ("[1.0]", "1"),
        ("[1e3]", "1000"),
        ("[-0]", "-0"),
        ("[99999999999999999999]", "100000000000000000000"),
    ] {
        let value = parse(text.as_bytes(), &LIMITS).unwrap();
        let node = value.node().array().unwrap().next().unwrap();
        let wrong = |expected| error(ErrorKind::Integer { expected, found: found.into() }, "$[0]");
        assert_eq!(node.int64(), Err(wrong("int64")), "{text}");
        assert_eq!(node.uint64(), Err(wrong("uint64")), "{text}");
    }
}

#[test]
fn v_123_kept_the_spellings_of_bytes() {
    let value = parse(br#"["+/8=","+/8","-_8=","-_8","","AQID"]"#, &LIMITS).unwrap();
    let bytes: Vec<_> = value.node().array().unwrap().map(|node| node.bytes().unwrap()).collect();
    assert_eq!(
        bytes,
        [&[0xfb, 0xff][..], &[0xfb, 0xff], &[0xfb, 0xff], &[0xfb, 0xff], &[], &[1, 2, 3]]
    );
    let standard: Vec<_> =
        value.node().array().unwrap().map(|node| node.standard_bytes().is_ok()).collect();
    assert_eq!(standard, [true, false, false, false, true, true]);
}

#[test]
fn v_123_broken_the_spellings_of_bytes() {
    for text in [
        "+_8=", "-/8", "AQI", "AR==", "AQ=", "AQ===", "A", "AQ ==", "AQ\\n==", "AQ==\\n", "=",
        "A=Q=",
    ] {
        if text == "AQI" {
            continue; // whole without padding: kept
        }
        let value = format!("[\"{text}\"]");
        let value = parse(value.as_bytes(), &LIMITS).unwrap();
        let node = value.node().array().unwrap().next().unwrap();
        let length = node.string().unwrap().len();
        assert_eq!(node.bytes(), Err(error(ErrorKind::Base64 { length }, "$[0]")), "{text}");
    }
}

#[test]
fn every_error_tells_its_facts_in_one_sentence() {
    let error = refused(r#"{"few":[1,2,3]}"#);
    assert_eq!(error.code(), "json-too-many-elements");
    assert_eq!(
        error.to_string(),
        "there are too many elements at $.few[2]: found number 3, expected at most 2 (V-19)"
    );
}

#[test]
fn canonical_json_is_that_of_rfc_8785() {
    // The example of RFC 8785 section 3.2.2, and the key order of section 3.2.3.
    let text = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,9007199254740993],
        "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
    let value = parse(text.as_bytes(), &LIMITS).unwrap();
    assert_eq!(
        sigstore_json::canonical(&value),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,9007199254740992],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    let text = "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
    let value = parse(text.as_bytes(), &LIMITS).unwrap();
    assert_eq!(
        sigstore_json::canonical(&value),
        "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
    );
}

#[test]
fn numbers_print_as_ecmascript_does() {
    // RFC 8785 appendix B.
    for (bits, text) in [
        (0x0000_0000_0000_0001_u64, "5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
    ] {
        let value = Value::Number(Number::Float(f64::from_bits(bits)));
        assert_eq!(sigstore_json::canonical(&value), text);
    }
}

#[test]
fn ordered_json_keeps_members_and_integers_as_they_are() {
    let text = r#"{"b":[18446744073709551615,-9007199254740993,1.5],"a":"x"}"#;
    let value = parse(text.as_bytes(), &LIMITS).unwrap();
    assert_eq!(sigstore_json::ordered(&value), text);
}

/// Documents that are open to additions have more members than any message of the protocol.
#[test]
fn v_6_kept_members_are_found_and_known_beyond_the_64th() {
    let members: Vec<_> = (0..200).map(|number| format!(r#""m{number}":{number}"#)).collect();
    let text = format!("{{{}}}", members.join(","));
    let limits = Limits::new(1 << 16);
    let value = parse(text.as_bytes(), &limits).unwrap();
    let open = value.node().object().unwrap();
    for (name, number) in [("m0", 0), ("m63", 63), ("m64", 64), ("m199", 199)] {
        assert_eq!(open.required(name).unwrap().uint64(), Ok(number));
    }
    let unknown = open.unknown();
    let expected = (0..200).filter(|number| ![0, 63, 64, 199].contains(number));
    assert_eq!(unknown, expected.map(|number| format!("$.m{number}")).collect::<Vec<_>>());
}
