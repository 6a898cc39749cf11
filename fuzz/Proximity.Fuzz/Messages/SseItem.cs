using Proximity.Protocol.Messages;

namespace Proximity.Fuzz.Messages;

/// <summary>What a step said; the data and the last event id also as hexadecimal digits, because text hides what is not UTF-8.</summary>
internal sealed record SseItem(SseStep Step, SseEvent Event, string Data, string LastEventId);
