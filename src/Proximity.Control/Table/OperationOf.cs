using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control;

/// <summary>An operation with the records that it takes and gives.</summary>
/// <typeparam name="TInput">What it takes; every member has a default or is required.</typeparam>
/// <typeparam name="TOutput">What it gives.</typeparam>
internal sealed class Operation<TInput, TOutput>(string name, string route, OperationEffect effect, string summary)
    : Operation(name, route, effect, summary)
    where TInput : class
    where TOutput : class
{
    /// <summary>How the input is read.</summary>
    public required JsonTypeInfo<TInput> Input { get; init; }

    /// <summary>How the output is written.</summary>
    public required JsonTypeInfo<TOutput> Output { get; init; }

    /// <summary>What is done.</summary>
    public required Func<ControlContext, TInput, CancellationToken, ValueTask<TOutput>> Run { get; init; }

    /// <inheritdoc/>
    public override JsonTypeInfo InputType => Input;

    /// <inheritdoc/>
    public override JsonTypeInfo OutputType => Output;

    /// <inheritdoc/>
    public override async Task<byte[]> InvokeAsync(ControlContext context, JsonElement input, CancellationToken cancellationToken)
    {
        if (Effect != OperationEffect.Reads && !context.AllowsWrites)
        {
            throw new OperationException(
                OperationProblem.Forbidden, "read_only", $"{Name} changes something, and this caller may only read.");
        }

        TInput read = Read(input);
        TOutput output = await Run(context, read, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToUtf8Bytes(output, Output);
    }

    private TInput Read(JsonElement input)
    {
        InputCheck.Throw(input, Input);
        try
        {
            return input.Deserialize(Input) ?? throw new OperationException(
                OperationProblem.Invalid, "invalid_input", $"{Name} takes a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_input", InputCheck.Sentence(exception));
        }
    }
}
