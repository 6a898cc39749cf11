using System.Runtime.InteropServices;
using System.Text.Json;

namespace Proximity.Formats.Har;

/// <summary>What other programs say in an entry and a flow has no place for: it is counted, so that nothing is lost silently.</summary>
internal static class HarForeign
{
    /// <summary>The members of our own, and of others, that are read.</summary>
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "_answeredBy", "_clientAddress", "_clientConnection", "_clientPort", "_clientProcess", "_clientTls", "_error", "_id", "_mark",
        "_modified", "_originTls", "_passedThrough", "_requestReceived", "_requestSent", "_responseReceived", "_responseSent",
        "_serverPort", "_tags", "_tunnel", "_webSocketMessages",
    };

    public static void Count(JsonElement entry, FormatLosses losses)
    {
        bool hasPage = false;
        bool hasCache = false;
        bool hasOwn = false;
        foreach (JsonProperty member in entry.EnumerateObject())
        {
            hasPage |= member.NameEquals("pageref"u8);
            hasCache |= member.NameEquals("cache"u8) && IsObjectWithMembers(member.Value);
            hasOwn |= IsForeign(member);
        }

        losses.AddIf(hasPage, HarLosses.Page);
        losses.AddIf(hasCache, HarLosses.Cache);
        losses.AddIf(hasOwn, HarLosses.OwnMembers);
    }

    /// <summary>A name may hold bytes that are no UTF-8, which the document itself refuses to give.</summary>
    private static bool IsForeign(JsonProperty member)
    {
        string name = JsonText.Unescape(JsonMarshal.GetRawUtf8PropertyName(member));
        return name.StartsWith('_') && !Read.Contains(name) && !IsOurResourceType(member);
    }

    private static bool IsObjectWithMembers(JsonElement value)
        => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().MoveNext();

    /// <summary>That of a WebSocket connection is written again.</summary>
    private static bool IsOurResourceType(JsonProperty member)
        => member.NameEquals("_resourceType"u8) && JsonText.Of(member.Value) is "websocket";
}
