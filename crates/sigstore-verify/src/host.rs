/// The host of a URL: a v2 log names itself by it, and it says who a timestamp authority is.
#[derive(Clone, Copy)]
pub(crate) struct Host<'u> {
    pub(crate) with_port: &'u str,
    pub(crate) without_port: &'u str,
}

impl<'u> Host<'u> {
    /// Trusted roots write URLs with and without a scheme.
    pub(crate) fn of(url: &'u str) -> Self {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let with_port = rest.split_once('/').map_or(rest, |(host, _)| host);
        let port = with_port.rsplit_once(':').filter(|(_, port)| is_port(port));
        Self { with_port, without_port: port.map_or(with_port, |(host, _)| host) }
    }

    pub(crate) fn has_name(&self, name: &str) -> bool {
        name == self.with_port || name == self.without_port
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
