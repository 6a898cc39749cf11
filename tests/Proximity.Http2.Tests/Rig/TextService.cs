using System.Text;
using Grpc.Core;

namespace Proximity.Http2.Tests.Rig;

/// <summary>What the service does.</summary>
public sealed class TextService : TextServiceBase
{
    /// <summary>The request with an exclamation mark; <c>fail</c> fails.</summary>
    public override Task<string> Unary(string request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.ResponseTrailers.Add("seen", request);
        return request == "fail"
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "as asked"))
            : Task.FromResult(request + "!");
    }

    /// <summary>The request three times, numbered.</summary>
    public override async Task ServerStreaming(string request, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(responses);
        for (int i = 1; i <= 3; i++)
        {
            await responses.WriteAsync(request + i);
        }
    }

    /// <summary>The requests in one.</summary>
    public override async Task<string> ClientStreaming(IAsyncStreamReader<string> requests, ServerCallContext context)
    {
        var all = new StringBuilder();
        await foreach (string request in requests.ReadAllAsync())
        {
            all.Append(request);
        }

        return all.ToString();
    }

    /// <summary>Each request with a question mark, until <c>stop</c>.</summary>
    public override async Task DuplexStreaming(
        IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(responses);
        await foreach (string request in requests.ReadAllAsync())
        {
            if (request == "stop")
            {
                return;
            }

            await responses.WriteAsync(request + "?");
        }
    }
}
