namespace Proximity.Protocol.Heads;

/// <summary>Where one field line lies in its head's block. The line runs from the name to before its CRLF; the value has no white space around it.</summary>
internal readonly record struct HeadField(FieldKind Kind, int NameStart, int NameLength, int ValueStart, int ValueLength, int LineEnd);
