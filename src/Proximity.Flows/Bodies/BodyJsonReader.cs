using System.Text;
using System.Text.Json;

namespace Proximity.Flows;

using Names = BodyJsonNames;

/// <summary>Reads what a flow has of a body. One without a known state is none; whatever else is missing gets its default.</summary>
internal static class BodyJsonReader
{
    public static FlowBody Read(JsonElement element)
    {
        var state = (FlowBodyState)WordOf(element, Names.State, Names.States);
        if (state == FlowBodyState.None)
        {
            return FlowBody.None;
        }

        byte[] bytes = state == FlowBodyState.NotKept ? [] : ReadBytes(element);
        long total = Math.Max(bytes.Length, JsonFields.Count(element, Names.Bytes));
        return new FlowBody(Fitting(state, isWhole: bytes.Length == total), bytes, total)
        {
            NotKept = state == FlowBodyState.NotKept ? (NotKeptReason)WordOf(element, Names.Reason, Names.Reasons) : NotKeptReason.None,
            ContentCodings = [.. Elements(element, Names.Codings).Select(Text).OfType<string>()],
            Trailers = [.. Elements(element, Names.Trailers).Select(ReadTrailer)],
        };
    }

    /// <summary>A body is complete when all of it is there, whatever the file says.</summary>
    private static FlowBodyState Fitting(FlowBodyState state, bool isWhole) => state switch
    {
        FlowBodyState.Complete or FlowBodyState.Truncated => isWhole ? FlowBodyState.Complete : FlowBodyState.Truncated,
        _ => state,
    };

    private static byte[] ReadBytes(JsonElement element)
    {
        // Asked for the text first: only a string that is one can be asked for its bytes.
        JsonElement base64 = JsonFields.Member(element, Names.Base64);
        return JsonFields.TryText(base64, out _) && base64.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : Encoding.UTF8.GetBytes(JsonFields.Text(element, Names.Text));
    }

    private static KeyValuePair<string, string> ReadTrailer(JsonElement element)
        => new(JsonFields.Text(element, Names.Name), JsonFields.Text(element, Names.Value));

    private static JsonElement.ArrayEnumerator Elements(JsonElement parent, JsonEncodedText name)
        => JsonFields.Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static string? Text(JsonElement element) => JsonFields.TryText(element, out string? text) ? text : null;

    /// <summary>Which of the words the member is; the first one when it is none of them.</summary>
    private static int WordOf(JsonElement element, JsonEncodedText name, string[] words)
        => Math.Max(0, Array.IndexOf(words, JsonFields.Text(element, name)));
}
