using System.Globalization;
using System.Text;
using Proximity.Content;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Formats.Html;

using FieldPair = KeyValuePair<string, string>;

/// <summary>One flow of a report: a line, and behind it all that is known.</summary>
/// <param name="flow">The flow.</param>
/// <param name="decoder">Takes content codings off.</param>
/// <param name="room">How much of bodies is still shown.</param>
/// <param name="losses">Gets what is not shown.</param>
internal sealed class HtmlFlow(FlowSnapshot flow, ContentDecoder decoder, HtmlRoom room, FormatLosses losses)
{
    private const string CutBody = "the rest of a body or message that is longer than a report shows";
    private const string CutMessages = "messages beyond those that a report shows";
    private const int MaxMessages = 100;

    private readonly StringBuilder html = new();

    /// <summary>The flow as an element.</summary>
    public string ToText()
    {
        string status = flow.Response is { } response ? Text(response.Status) : flow.ErrorCode is null ? "…" : "failed";
        bool isFailed = flow.ErrorCode is not null || flow.Response?.Status >= 400;
        html.Append(isFailed ? "<details class=\"failed\">" : "<details>").Append("<summary><b>").Append(HtmlText.Escape(status));
        html.Append("</b> ").Append(HtmlText.Escape($"{flow.Request.Method} {UrlOf()}"));
        html.Append(CultureInfo.InvariantCulture, $" <span class=\"note\">{flow.Duration.TotalMilliseconds:0.#} ms</span></summary>\n");
        AppendFacts();
        RequestSnapshot request = flow.Request;
        AppendMessage("Request", $"{request.Method} {request.Url} {request.Version}", request.Headers, request.Body);
        if (flow.Response is { } answer)
        {
            AppendMessage("Response", $"{answer.Version} {answer.Status} {answer.StatusText}", answer.Headers, answer.Body);
        }

        AppendMessages();
        return html.Append("</details>\n").ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture);

    private string UrlOf()
        => flow.Request.Method == "CONNECT" ? flow.Request.Url : ExchangeUrl.Of(flow).WithoutUserInformation().ToString();

    private void AppendFacts()
    {
        FlowTimings timings = flow.Timings;
        html.Append("<dl>");
        AppendFact("Number", Text(flow.Id));
        AppendFact("Began", flow.Timestamp.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture));
        AppendFact("Client", flow.ClientProcess is { } process ? $"{flow.ClientIP}, {process}" : flow.ClientIP);
        AppendFact("Error", flow.ErrorCode);
        AppendFact("Answered by", flow.AnsweredBy);
        AppendFact("Passed through", flow.PassedThrough);
        AppendFact("Origin", flow.Details?.OriginAddress);
        AppendFact("TLS with the client", Describe(flow.ClientTls));
        AppendFact("TLS with the origin", Describe(flow.OriginTls));
        AppendFact(
            "Times",
            $"DNS {Text(timings.Dns)}, connect {Text(timings.Connect)}, send {Text(timings.Send)}, "
            + $"wait {Text(timings.Wait)}, receive {Text(timings.Receive)} ms");
        AppendFact("Bytes", string.Create(CultureInfo.InvariantCulture, $"{flow.RequestBytes:N0} sent, {flow.ResponseBytes:N0} received"));
        AppendFact("Tags", flow.Details is { Tags.Count: > 0 } details ? string.Join(", ", details.Tags) : null);
        AppendFact("Mark", flow.Details is { Mark: not FlowMark.None } marked ? marked.Mark.ToString() : null);
        AppendFact("Comment", flow.Details?.Comment);
        html.Append("</dl>\n");
    }

    private void AppendFact(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>{name}</dt><dd>{HtmlText.Escape(value)}</dd>");
        }
    }

    private static string? Describe(FlowTls? tls) => tls is null ? null
        : string.Join(", ", new[] { tls.Protocol, tls.CipherSuite, tls.ApplicationProtocol, tls.ServerName }.OfType<string>());

    private void AppendMessage(string title, string startLine, IReadOnlyList<FieldPair> fields, FlowBody body)
    {
        var head = new StringBuilder(startLine).Append('\n');
        foreach ((string name, string value) in fields.Concat(body.Trailers))
        {
            head.Append(name).Append(": ").Append(value).Append('\n');
        }

        html.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>\n<pre>{HtmlText.Escape(head.ToString())}</pre>\n");
        AppendBody(body, FieldList.First(fields, "Content-Type"));
    }

    private void AppendBody(FlowBody body, string? contentType)
    {
        var content = BodyContent.Of(body, decoder);
        if (content.Bytes.IsEmpty)
        {
            if (body.TotalBytes > 0)
            {
                losses.Add(WireMessage.MissingBody);
                AppendNote($"The body, {body.TotalBytes:N0} bytes, is not kept.");
            }

            return;
        }

        ReadOnlySpan<byte> bytes = content.Bytes.Span;
        bool isText = content.IsDecoded && !bytes.Contains((byte)0)
            && (BodyContent.IsTextType(contentType) || System.Text.Unicode.Utf8.IsValid(bytes));
        if (!isText)
        {
            losses.Add("a body that is not text");
            AppendNote($"The body, {bytes.Length:N0} bytes, is not text and is not shown.");
            return;
        }

        AppendText(TextCharset.Of(contentType, bytes).Encoding, bytes);
        if (body.IsTruncated)
        {
            losses.Add(WireMessage.CutBody);
            AppendNote($"Only the beginning of {body.TotalBytes:N0} bytes is kept.");
        }
    }

    private void AppendText(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        int shown = room.Take(bytes.Length);
        html.Append(CultureInfo.InvariantCulture, $"<pre>{HtmlText.Escape(encoding.GetString(bytes[..shown]))}</pre>\n");
        if (shown < bytes.Length)
        {
            losses.Add(CutBody);
            AppendNote($"{shown:N0} of {bytes.Length:N0} bytes are shown.");
        }
    }

    private void AppendMessages()
    {
        if (flow.Messages.Count == 0)
        {
            return;
        }

        html.Append("<h2>Messages</h2>\n");
        foreach (FlowMessage message in flow.Messages.Take(MaxMessages))
        {
            AppendNote($"{message.Direction}, {message.Kind}, {message.State}");
            AppendText(Encoding.UTF8, Encoding.UTF8.GetBytes(message.Text ?? ""));
        }

        long left = flow.MessageCount - Math.Min(flow.Messages.Count, MaxMessages);
        if (left > 0)
        {
            losses.Add(CutMessages);
            AppendNote($"{left:N0} further messages are not shown.");
        }
    }

    private void AppendNote(FormattableString note)
        => html.Append("<p class=\"note\">").Append(HtmlText.Escape(note.ToString(CultureInfo.InvariantCulture))).Append("</p>\n");
}
