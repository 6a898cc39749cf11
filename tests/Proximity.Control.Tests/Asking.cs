using System.Text.Json;

namespace Proximity.Control.Tests;

/// <summary>Asks for operations as callers do: with JSON, and for JSON.</summary>
internal static class Asking
{
    /// <summary>A caller who may change things.</summary>
    public static ControlContext Context(MemoryStoreProxy? proxy = null) => new(proxy ?? new MemoryStoreProxy()) { AllowsWrites = true };

    /// <summary>The answer to a name and the JSON of its input.</summary>
    public static Task<JsonElement> AskAsync(this MemoryStoreProxy proxy, string name, string input = "{}")
        => AskAsync(Context(proxy), name, input);

    /// <summary>The same of a caller.</summary>
    public static async Task<JsonElement> AskAsync(this ControlContext context, string name, string input = "{}")
    {
        byte[] answer = await OperationTable.Named(name)!.InvokeAsync(
            context, JsonDocument.Parse(input).RootElement, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(answer).RootElement;
    }

    /// <summary>Why it was not carried out.</summary>
    public static Task<OperationException> RefusalAsync(this MemoryStoreProxy proxy, string name, string input)
        => Assert.ThrowsAsync<OperationException>(() => proxy.AskAsync(name, input));

    /// <summary>A text of a member that is an object.</summary>
    public static string? Text(this JsonElement answer, string member, string name)
        => answer.GetProperty(member).GetProperty(name).GetString();

    /// <summary>The numbers of the flows of an answer.</summary>
    public static long[] Ids(this JsonElement answer)
        => [.. answer.GetProperty("flows").EnumerateArray().Select(static row => row.GetProperty("id").GetInt64())];
}
