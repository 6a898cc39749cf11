using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Heads;

/// <summary>A head parser: <see cref="HeadParser.ParseRequest"/> or <see cref="HeadParser.ParseResponse"/>.</summary>
internal delegate ParseResult HeadParse<in THead>(ReadOnlySpan<byte> input, in HeadLimits limits, THead head, ref int scanned);
