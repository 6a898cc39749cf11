using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Proximity.Exchanges;
using Proximity.Flows;
using Proximity.Handlers;
using Proximity.Protocol.Faults;

namespace Proximity.Pipeline;

/// <summary>The body of a response that a handler made.</summary>
internal sealed class MadeBody(HandledExchange owner, HandlerEntry by, BodyCoding coding, Body body) : MessageBody
{
    private readonly List<BodyTransformer> steps = [];
    private Body present = body;

    /// <summary>The fields of its response.</summary>
    public HeaderCollection Fields { get; set; } = null!;

    /// <summary>Why the response cannot be sent, known behind its transforms; null when it can.</summary>
    public Fault? Failure { get; private set; }

    public override bool IsEmpty => present.Content.IsEmpty;

    public override long? WireLength => present.Content.Length;

    /// <summary>The head that goes before it.</summary>
    public ProxyResponse Message(RespondVerdict verdict, DateTimeOffset now)
    {
        var message = new ProxyResponse(verdict.Status, StatusName.Of(verdict.Status) ?? "");
        foreach (KeyValuePair<string, string> field in verdict.Fields)
        {
            if (!IsTheProxys(field.Key))
            {
                message.Headers.Add(field.Key, field.Value);
            }
        }

        if (!message.Headers.Contains("Date"))
        {
            message.Headers.Add("Date", now.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (present.ContentType is { } type && !message.Headers.Contains("Content-Type"))
        {
            message.Headers.Add("Content-Type", type);
        }

        if (present.ContentEncoding is { } own)
        {
            message.Headers[BodyCoding.FieldName] = own;
        }

        return message;
    }

    /// <summary>What is sent, in the codings that the fields name when all handlers have had their say.</summary>
    public ReadOnlyMemory<byte> Finish() => coding.Encode(Fields, present, isForClient: true, by);

    public override ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default)
    {
        owner.Demand(HandlerNeeds.ResponseBody);
        TransformPlan.ThrowIfAny(steps.Count);
        return new ValueTask<ReadOnlyMemory<byte>>(coding.Decode(present));
    }

    public override ValueTask<string> ReadTextAsync(CancellationToken cancellationToken = default)
    {
        owner.Demand(HandlerNeeds.ResponseBody);
        TransformPlan.ThrowIfAny(steps.Count);
        return new ValueTask<string>(BodyText.Read(Fields, coding.Decode(present).Span));
    }

    public override void Replace(Body body)
    {
        ArgumentNullException.ThrowIfNull(body);
        owner.Demand(HandlerNeeds.ResponseBody);
        steps.Clear();
        present = body;
        if (body.ContentEncoding is { } own)
        {
            ContentFields.SetCodings(Fields, [own]);
        }

        if (body.ContentType is { } type)
        {
            Fields["Content-Type"] = type;
        }
    }

    public override void Transform(Func<PipeReader, PipeWriter, CancellationToken, ValueTask> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        owner.Demand(HandlerNeeds.ResponseBody);
        if (!IsEmpty)
        {
            _ = coding.Decode(present);
            steps.Add(new BodyTransformer(owner.Current!, transform));
        }
    }

    /// <summary>Runs what is to make other content of it.</summary>
    /// <param name="most">The most bytes that may come of it.</param>
    public async ValueTask TransformAsync(int most)
    {
        if (steps.Count == 0)
        {
            return;
        }

        // It is user code like the handlers: off the loop, its time is nobody's silence, and a client that leaves ends it.
        await owner.Turn.EnterAsync();
        UserCode.Mark();
        try
        {
            for (int index = 0; index < steps.Count && Failure is null; index++)
            {
                await TransformAsync(steps[index], most).ConfigureAwait(false);
            }
        }
        finally
        {
            owner.Turn.Leave();
        }
    }

    private async ValueTask TransformAsync(BodyTransformer step, int most)
    {
        try
        {
            using var output = new BoundedStream(most);
            var pipe = new Pipe();
            Task collecting = CollectAsync(pipe.Reader, output);
            Exception? failure = await RunAsync(step, pipe.Writer).ConfigureAwait(false);
            await pipe.Writer.CompleteAsync(failure).ConfigureAwait(false);

            // Throws what ended the pipe, be it that the code has not thrown it. Code may also end the pipe well, and throw then.
            await collecting.ConfigureAwait(false);
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            present = Body.Bytes(output.ToArray(), contentType: null);
        }
        catch (OperationCanceledException) when (owner.ClientLeft.IsCancellationRequested)
        {
            // Nobody gets the response any more.
        }
#pragma warning disable CA1031 // User code may throw anything; what it leaves half done is not sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failure = step.Failed(exception);
        }
    }

    private async ValueTask<Exception?> RunAsync(BodyTransformer step, PipeWriter writer)
    {
        try
        {
            var reader = PipeReader.Create(new ReadOnlySequence<byte>(coding.Decode(present)));
            await step.Run(reader, writer, owner.ClientLeft).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // User code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private static async Task CollectAsync(PipeReader reader, BoundedStream output)
    {
        Exception? failure = null;
        try
        {
            await reader.CopyToAsync(output).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            // A writer that writes too much learns of it.
            await reader.CompleteAsync(failure).ConfigureAwait(false);
        }
    }

    internal override void ReplaceText(string text)
        => Replace(Body.Bytes(BodyText.Write(Fields, coding.Decode(present).Span, text), contentType: null));

    private static bool IsTheProxys(string name)
        => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Connection", StringComparison.OrdinalIgnoreCase);
}
