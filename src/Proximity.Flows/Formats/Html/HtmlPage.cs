using System.Security.Cryptography;
using System.Text;

namespace Proximity.Formats.Html;

/// <summary>What every report begins and ends with. It loads nothing, and no script of anybody runs in it.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root{color-scheme:light dark;font:14px/1.45 system-ui,sans-serif}
        body{display:flex;flex-direction:column;max-width:72rem;margin:0 auto;padding:1rem}
        header,footer{order:-1}
        h1{margin:0;font-size:1.4rem}
        details{border-top:1px solid #8886}
        summary{cursor:pointer;padding:.4rem 0;overflow-wrap:anywhere}
        summary b{display:inline-block;min-width:3.5rem}
        .failed>summary b{color:#c62828}
        h2{font-size:1rem;margin:1rem 0 .3rem}
        pre{margin:0;padding:.6rem;background:#8881;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
        pre{max-height:30rem;overflow:auto}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}
        dd{margin:0;overflow-wrap:anywhere}
        .note{opacity:.75}
        @media print{pre{max-height:none}}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    private static readonly string Policy = $"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; form-action 'none'";

    /// <summary>The page up to the first flow.</summary>
    public static string Head { get; } = $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="referrer" content="no-referrer">
        <meta name="viewport" content="width=device-width">
        <title>Flows</title>
        <style>{Style}</style>
        </head>
        <body>
        <header><h1>Flows</h1></header>

        """;

    /// <summary>The end: how much there is, and how much is not. It is shown above the flows.</summary>
    public static string Foot(string summary) => $"<footer><p>{HtmlText.Escape(summary)}</p></footer>\n</body>\n</html>\n";
}
