//! DER as a tree that can be changed and written again, lengths and all.

/// A value in DER.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    pub(crate) body: Body,
}

/// The content of a value.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Nodes(Vec<Node>),
    Bytes(Vec<u8>),
}

impl Node {
    pub(crate) fn bytes(tag: u8, bytes: &[u8]) -> Self {
        let body = Body::Bytes(bytes.to_vec());
        Self { tag, body }
    }

    pub(crate) fn nodes(tag: u8, nodes: &[Node]) -> Self {
        let body = Body::Nodes(nodes.to_vec());
        Self { tag, body }
    }

    /// The one value that `der` is.
    pub(crate) fn parse(der: &[u8]) -> Self {
        let mut nodes = parse_all(der);
        assert_eq!(nodes.len(), 1);
        nodes.remove(0)
    }

    /// The value at the end of a path of indexes. A primitive value on the way, such as the
    /// OCTET STRING around the content, is opened.
    pub(crate) fn at(&mut self, path: &[usize]) -> &mut Node {
        path.iter().fold(self, |node, index| &mut node.children()[*index])
    }

    pub(crate) fn children(&mut self) -> &mut Vec<Node> {
        if let Body::Bytes(bytes) = &self.body {
            self.body = Body::Nodes(parse_all(bytes));
        }
        match &mut self.body {
            Body::Nodes(nodes) => nodes,
            Body::Bytes(_) => unreachable!(),
        }
    }

    /// The content octets.
    pub(crate) fn content(&self) -> Vec<u8> {
        match &self.body {
            Body::Bytes(bytes) => bytes.clone(),
            Body::Nodes(nodes) => nodes.iter().flat_map(Node::der).collect(),
        }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let content = self.content();
        let length = content.len();
        let mut der = vec![self.tag];
        match length {
            0..=0x7f => der.push(length as u8),
            0x80..=0xff => der.extend([0x81, length as u8]),
            0x100..=0xffff => der.extend([0x82, (length >> 8) as u8, length as u8]),
            _ => der.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
        }
        der.extend(content);
        der
    }
}

fn parse_all(mut rest: &[u8]) -> Vec<Node> {
    let mut nodes = Vec::new();
    while !rest.is_empty() {
        let (header, length) = match rest[1] {
            short @ 0..=0x7f => (2, usize::from(short)),
            0x81 => (3, usize::from(rest[2])),
            0x82 => (4, usize::from(rest[2]) << 8 | usize::from(rest[3])),
            other => panic!("a length of 0x{other:02x}"),
        };
        let content = &rest[header..header + length];
        nodes.push(if rest[0] & 0x20 == 0 {
            Node::bytes(rest[0], content)
        } else {
            Node::nodes(rest[0], &parse_all(content))
        });
        rest = &rest[header + length..];
    }
    nodes
}
