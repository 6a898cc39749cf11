namespace Proximity.Filters.Translation;

/// <summary>The languages of others that can be translated.</summary>
internal enum FilterDialect
{
    /// <summary>Filter expressions of mitmproxy: <c>~u /api &amp; !~c 200</c>.</summary>
    Mitmproxy,

    /// <summary>The network panel of Chrome DevTools: <c>-domain:*.cdn.com larger-than:10k</c>.</summary>
    Chrome,

    /// <summary>HTTPQL: <c>req.method.eq:"POST" AND resp.code.gte:400</c>.</summary>
    HttpQL,
}
