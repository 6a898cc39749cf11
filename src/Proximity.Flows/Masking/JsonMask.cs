using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proximity.Formats;

namespace Proximity.Masking;

/// <summary>
/// Masks in JSON: the values of members by their names, whatever is in them, and strings and numbers that look like secrets. Everything
/// else stays byte for byte. Several values behind each other, as in JSON lines, are taken too.
/// </summary>
internal sealed class JsonMask
{
    private const int MaxDepth = 512;

    /// <summary>Strings may hold JSON again.</summary>
    private const int MaxNesting = 3;

    private static readonly JsonReaderOptions Options = new()
    {
        MaxDepth = MaxDepth,
        AllowTrailingCommas = true,
        AllowMultipleValues = true,
    };

    private readonly ArrayBufferWriter<byte> output = new();
    private readonly List<string> path = [];
    private readonly MaskScope scope;
    private readonly string place;
    private readonly int nesting;
    private int done;

    /// <summary>The depth of the member whose value is a secret by its name; −1 outside of one.</summary>
    private int secretDepth = -1;

    private JsonMask(MaskScope scope, string place, int nesting)
    {
        this.scope = scope;
        this.place = place;
        this.nesting = nesting;
    }

    /// <summary>The masked text: the very memory when there is nothing to mask; null when it is no JSON.</summary>
    public static ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> json, MaskScope scope, string place)
        => new JsonMask(scope, place, MaxNesting).Mask(json);

    /// <summary>
    /// The beginning of a longer text, masked up to its last whole value; what is behind it is left out. Null when it is no JSON.
    /// </summary>
    public static ReadOnlyMemory<byte>? MaskBeginning(ReadOnlyMemory<byte> json, MaskScope scope, string place)
        => new JsonMask(scope, place, MaxNesting).MaskBeginning(json);

    private ReadOnlyMemory<byte>? MaskBeginning(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            while (reader.Read())
            {
                Take(ref reader, json.Span);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        int end = (int)reader.BytesConsumed;
        if (done == 0)
        {
            return json[..end];
        }

        output.Write(json.Span[done..end]);
        return output.WrittenMemory;
    }

    private ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        try
        {
            while (reader.Read())
            {
                Take(ref reader, json.Span);
            }
        }
        catch (JsonException)
        {
            // What is no JSON is left out, or read as text: the caller decides.
            return null;
        }

        if (done == 0)
        {
            return json;
        }

        output.Write(json.Span[done..]);
        return output.WrittenMemory;
    }

    private void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                string name = JsonText.Of(ref reader);
                string shown = scope.Shaped(name, $"{place} name of a member");
                ReplaceWith(ref reader, json, name, shown);
                SetName(depth, shown);
                break;
            case JsonTokenType.String:
                Replace(ref reader, json, JsonText.Of(ref reader), isText: true);
                break;
            case JsonTokenType.Number:
                Replace(ref reader, json, Encoding.UTF8.GetString(reader.ValueSpan), isText: false);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray when depth <= secretDepth:
                secretDepth = -1;
                break;
            default:
                break;
        }
    }

    private void SetName(int depth, string name)
    {
        if (secretDepth >= depth)
        {
            secretDepth = -1;
        }

        if (secretDepth < 0 && scope.Names.IsMember(name))
        {
            secretDepth = depth;
        }

        path.RemoveRange(Math.Min(path.Count, depth - 1), Math.Max(0, path.Count - depth + 1));
        path.Add(name);
    }

    private void Replace(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string value, bool isText)
    {
        string where = $"{place} $.{string.Join('.', path)}";
        string masked = secretDepth >= 0 ? scope.Named(value, where) : isText ? Text(value, where) : scope.Shaped(value, where);
        ReplaceWith(ref reader, json, value, masked);
    }

    private void ReplaceWith(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string value, string masked)
    {
        if (masked == value)
        {
            return;
        }

        int start = (int)reader.TokenStartIndex;
        output.Write(json[done..start]);
        output.Write("\""u8);
        output.Write(Encoding.UTF8.GetBytes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(masked)));
        output.Write("\""u8);
        done = start + TokenBytes(ref reader, isText: json[start] == '"');
    }

    /// <summary>Behind a name the reader has consumed the colon too.</summary>
    private static int TokenBytes(ref Utf8JsonReader reader, bool isText) => reader.ValueSpan.Length + (isText ? 2 : 0);

    /// <summary>A string may be a URL, or JSON again.</summary>
    private string Text(string value, string where)
    {
        string trimmed = value.TrimStart();
        if (nesting > 0
            && trimmed is ['{' or '[', ..]
            && new JsonMask(scope, where, nesting - 1).Mask(Encoding.UTF8.GetBytes(value)) is { } inner)
        {
            return Encoding.UTF8.GetString(inner.Span);
        }

        bool isUrl = value.Contains("://", StringComparison.Ordinal) && !value.AsSpan().ContainsAny(" \r\n\t<");
        return isUrl ? UrlMask.Url(value, scope, where) : scope.Shaped(value, where);
    }
}
