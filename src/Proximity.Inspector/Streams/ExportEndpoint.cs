using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Proximity.Content;
using Proximity.Control;
using Proximity.Filters;
using Proximity.Flows;
using Proximity.Formats;
using Proximity.Inspector.Serving;

namespace Proximity.Inspector.Streams;

/// <summary>Gives flows as a file of any format, as many as there are; they are read while the file is written.</summary>
/// <param name="context">The proxy.</param>
internal sealed class ExportEndpoint(ControlContext context)
{
    public async Task AnswerAsync(HttpContext http, IReadOnlyList<KeyValuePair<string, string>> parts)
    {
        CancellationToken cancellationToken = http.RequestAborted;
        ExportInput input = Read(http.Request.Query);
        FlowFormat format = ExportOperation.FormatOf(input.Format);
        Filter? filter = FilterReader.Read(context, input.Filter);
        HttpResponse response = http.Response;
        response.ContentType = "application/octet-stream";
        response.Headers.ContentDisposition = $"attachment; filename=\"{ExportOperation.FileNameOf(format, context.TimeProvider)}\"";

        // Some formats, archives among them, are written without awaiting.
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        IEnumerable<Flow> flows = new FlowChoice(context, input.Ids, filter).ReadAsync(cancellationToken)
            .ToBlockingEnumerable(cancellationToken).Select(static stored => RecordedFlow.Of(stored).Live);
        var export = new FlowExport(format, new ContentDecoder(context.Codings))
        {
            Redact = input.Redact ? [] : null,
            KeepsSecrets = !input.Redact,
        };
        if (await export.ToStreamAsync(response.Body, flows, cancellationToken).ConfigureAwait(false) is not null)
        {
            // A file that is not whole must not look like one.
            http.Abort();
        }
    }

    private static ExportInput Read(IQueryCollection query)
    {
        JsonElement input = OperationInput.Of(ExportOperation.Entry, OperationEndpoint.Texts(query));
        try
        {
            return input.Deserialize(ControlJson.Default.ExportInput)!;
        }
        catch (JsonException exception)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_input", InputCheck.Sentence(exception));
        }
    }
}
