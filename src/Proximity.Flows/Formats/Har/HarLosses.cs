namespace Proximity.Formats.Har;

/// <summary>What HAR cannot carry and what could not be taken from a HAR file, in words.</summary>
internal static class HarLosses
{
    public const string CutBody = "the rest of a body of which only the beginning is kept";
    public const string MissingBody = "a body that is not kept";
    public const string CodedBody = "the text of a body whose content coding could not be taken off; its coded bytes are there";
    public const string ControlFrames = "WebSocket pings, pongs and closes, which HAR has no place for";
    public const string CutMessage = "the rest of a WebSocket message of which only the beginning is kept";
    public const string OddMessage = "the kind of a WebSocket message that is not readable text; it is written as binary";
    public const string NotHttp = "an entry that is no HTTP exchange, such as one of a data: or blob: URL";
    public const string NoEntry = "an entry without a request or without a URL";
    public const string Page = "to which page of a browser an entry belongs";
    public const string Cache = "what a browser's cache had of a response";
    public const string OwnMembers = "what a program notes for itself, such as _initiator or _priority";
    public const string BadText = "half a surrogate pair in a text, which became U+FFFD";
    public const string NoPostText = "a request body of which the file has no text";
}
