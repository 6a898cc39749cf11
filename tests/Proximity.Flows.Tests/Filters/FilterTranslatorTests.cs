using Proximity.Filters;
using Proximity.Filters.Translation;

namespace Proximity.Flows.Tests.Filters;

public class FilterTranslatorTests
{
    [Theory]
    [InlineData("~m POST & ~u /api & ! ~c 200", "method*=POST url*=/api -status:200")]
    [InlineData("~u \\.png$ | ~t image/", "url~/\\.png$/i or header[content-type]*=image/")]
    [InlineData("!(~a | ~e) ~d example", "-(type:js,css,image,font or is:error) host*=example")]
    [InlineData("~bq \"a b\" ~hs x-id", "req.body*=\"a b\" res.headers*=x-id")]
    [InlineData("~q", "-is:response")]
    [InlineData("google", "url*=google")]
    [InlineData("~all", "*")]
    [InlineData("~websocket&~src 10.0.0.1", "is:ws client~/10.0.0.1/i")]
    [InlineData("~comment x~marker red", "comment*=x mark*=red")]
    public void Mitmproxy_IsSaidHere(string text, string ours) => AssertTranslated(FilterDialect.Mitmproxy, text, ours);

    [Theory]
    [InlineData("-domain:*.cdn.com larger-than:10k status-code:404", "-host:*.cdn.com size>=10kb status:404")]
    [InlineData("domain:example.com method:GET scheme:https", "host=example.com method=GET scheme=https")]
    [InlineData("has-response-header:etag set-cookie-name:sid -cookie-name:x", "has:res.header[etag] has:set-cookie[sid] -has:cookie[x]")]
    [InlineData("is:running mime-type:text/html resource-type:script", "is:pending res.header[content-type]^=text/html type:js")]
    [InlineData("api /v[0-9]/ url:x larger-than:1M larger-than:5", "url*=api url~/v[0-9]/i url*=x size>=1mb size>=5")]
    public void Chrome_IsSaidHere(string text, string ours) => AssertTranslated(FilterDialect.Chrome, text, ours);

    [Theory]
    [InlineData("req.method.eq:\"POST\" AND resp.code.gte:400", "method=POST status>=400")]
    [InlineData("(req.host.like:\"%.dev\" or req.path.ncont:\"/api\") and \"secret word\"", "(host:*.dev or -path*=/api) \"secret word\"")]
    [InlineData("resp.raw.cont:\"password\"", "res.headers*=password or res.body*=password")]
    [InlineData("req.ext.eq:\"js\" AND resp.roundtrip.gt:500 AND req.query.regex:/a|b/", "path$=.js duration>500ms query~/a|b/")]
    [InlineData("row.id.ne:5 and req.port.eq:443 and resp.len.lt:1000", "id!=5 port=443 res.size<1000")]
    public void HttpQL_IsSaidHere(string text, string ours) => AssertTranslated(FilterDialect.HttpQL, text, ours);

    [Theory]
    [InlineData("mitmproxy", "~tcp & ~u a", "url*=a", "~tcp cannot be said here, and is left out.")]
    [InlineData("mitmproxy", "~u", null, "~u without a value cannot be said here, and is left out.")]
    [InlineData("mitmproxy", "~c abc", null, "abc is no status: 404, 4xx, 400..499.")]
    [InlineData("chrome", "priority:low a", "url*=a", "priority:low cannot be said here, and is left out.")]
    [InlineData("httpQL", "preset:\"x\"", null, "preset:x cannot be said here, and is left out.")]
    [InlineData("httpQL", "req.path.like:\"a_b\"", null, "A pattern with _, a_b, cannot be said here, and is left out.")]
    public void WhatCannotBeSaid_IsNamed(string dialect, string text, string? ours, string problem)
    {
        TranslatedFilter translated = FilterTranslator.Translate(Enum.Parse<FilterDialect>(dialect, ignoreCase: true), text);

        Assert.Equal(ours, translated.Text);
        Assert.Equal([problem], translated.Problems);
    }

    [Theory]
    [InlineData("~m POST & ~u /api", "method*=POST url*=/api")]
    [InlineData("!(~c 404)", "-status:404")]
    [InlineData("larger-than:10k", "size>=10kb")]
    [InlineData("resp.code.gte:400", "status>=400")]
    public void FilterOfAnotherLanguage_IsAnsweredWithOurs(string text, string ours)
    {
        Assert.False(Filter.TryParse(text, null, out _, out IReadOnlyList<FilterError> errors));
        Assert.Equal(ours, errors[0].Meant);
    }

    private static void AssertTranslated(FilterDialect dialect, string text, string ours)
    {
        TranslatedFilter translated = FilterTranslator.Translate(dialect, text);

        Assert.Equal([], translated.Problems);
        Assert.Equal(ours, translated.Text);
    }
}
