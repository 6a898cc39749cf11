using System.Text;
using Grpc.Core;

namespace Proximity.Http2.Tests.Rig;

/// <summary>The shape of a gRPC service of all four kinds, whose messages are plain text; what else would be generated.</summary>
[BindServiceMethod(typeof(TextServiceBase), nameof(Bind))]
public abstract class TextServiceBase
{
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);

    internal static Method<string, string> UnaryMethod { get; } = Create(MethodType.Unary);

    internal static Method<string, string> ServerStreamingMethod { get; } = Create(MethodType.ServerStreaming);

    internal static Method<string, string> ClientStreamingMethod { get; } = Create(MethodType.ClientStreaming);

    internal static Method<string, string> DuplexStreamingMethod { get; } = Create(MethodType.DuplexStreaming);

    /// <summary>Called by the framework.</summary>
    public static void Bind(ServiceBinderBase binder, TextServiceBase? service)
    {
        ArgumentNullException.ThrowIfNull(binder);
        binder.AddMethod(UnaryMethod, service is null ? null : service.Unary);
        binder.AddMethod(ServerStreamingMethod, service is null ? null : service.ServerStreaming);
        binder.AddMethod(ClientStreamingMethod, service is null ? null : service.ClientStreaming);
        binder.AddMethod(DuplexStreamingMethod, service is null ? null : service.DuplexStreaming);
    }

    private static Method<string, string> Create(MethodType type) => new(type, "test.Text", type.ToString(), Text, Text);

    /// <summary>One message each way.</summary>
    public abstract Task<string> Unary(string request, ServerCallContext context);

    /// <summary>Many messages to the client.</summary>
    public abstract Task ServerStreaming(string request, IServerStreamWriter<string> responses, ServerCallContext context);

    /// <summary>Many messages to the origin.</summary>
    public abstract Task<string> ClientStreaming(IAsyncStreamReader<string> requests, ServerCallContext context);

    /// <summary>Many messages both ways.</summary>
    public abstract Task DuplexStreaming(
        IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context);
}
