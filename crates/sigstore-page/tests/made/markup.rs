//! Reads a page as a browser does, but strictly: what it does not expect is a panic.

use std::collections::BTreeMap;

/// An element with its attributes, decoded, and what is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) content: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

const VOID: [&str; 1] = ["meta"];

/// Their content ends at their end tag and nowhere else, and nothing in it is decoded.
const RAW: [&str; 2] = ["script", "style"];

/// The root element of a page.
pub(crate) fn read(page: &str) -> Element {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").expect("a document type");
    let mut open: Vec<Element> = vec![Element::default()];
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("</") {
            let (name, after) = after.split_once('>').unwrap();
            let element = open.pop().unwrap();
            assert_eq!(element.name, name, "an end tag");
            open.last_mut().unwrap().content.push(Node::Element(element));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('<') {
            let (element, after) = start(after);
            rest = after;
            if VOID.contains(&&*element.name) {
                open.last_mut().unwrap().content.push(Node::Element(element));
            } else {
                let raw = RAW.contains(&&*element.name);
                open.push(element);
                if raw {
                    let end = rest.find("</").unwrap();
                    let text = Node::Text(rest[..end].into());
                    open.last_mut().unwrap().content.push(text);
                    rest = &rest[end..];
                }
            }
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            open.last_mut().unwrap().content.push(Node::Text(decoded(&rest[..end])));
            rest = &rest[end..];
        }
    }
    assert_eq!(open.len(), 1, "elements that are not closed");
    let elements = open[0].content.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element.clone()),
        Node::Text(text) => {
            assert_eq!(text, "\n");
            None
        }
    });
    let elements: Vec<_> = elements.collect();
    assert_eq!(elements.len(), 1);
    elements[0].clone()
}

fn start(text: &str) -> (Element, &str) {
    let end = text.find([' ', '>']).unwrap();
    let (name, mut rest) = text.split_at(end);
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
    let mut element = Element { name: name.into(), ..Element::default() };
    while let Some(after) = rest.strip_prefix(' ') {
        let end = after.find(['=', ' ', '>']).unwrap();
        let (attribute, after) = after.split_at(end);
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(attribute.bytes().all(known), "{attribute}");
        let mut value = String::new();
        rest = after;
        if let Some(after) = rest.strip_prefix("=\"") {
            let (text, after) = after.split_once('"').unwrap();
            assert!(!text.contains(['<', '>', '\'']), "{text}");
            value = decoded(text);
            rest = after;
        }
        let twice = element.attributes.insert(attribute.into(), value);
        assert_eq!(twice, None, "{attribute} twice");
    }
    (element, rest.strip_prefix('>').expect("the end of a tag"))
}

fn decoded(text: &str) -> String {
    assert!(!text.contains(['>', '"', '\'']), "{text}");
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap());
    for part in parts {
        let (name, after) = part.split_once(';').expect("the end of a reference");
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            other => panic!("&{other};"),
        });
        out.push_str(after);
    }
    out
}

impl Element {
    /// This element and all in it.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        for node in &self.content {
            if let Node::Element(element) = node {
                all.extend(element.all());
            }
        }
        all
    }

    /// Those of a class.
    pub(crate) fn of_class<'e>(&'e self, class: &'e str) -> impl Iterator<Item = &'e Self> {
        self.all().into_iter().filter(move |element| element.has_class(class))
    }

    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").split(' ').any(|own| own == class)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Self> {
        self.all().into_iter().find(|element| element.attribute("id") == id)
    }

    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map(String::as_str).unwrap_or_default()
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        let text = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        };
        self.content.iter().map(text).collect()
    }
}
