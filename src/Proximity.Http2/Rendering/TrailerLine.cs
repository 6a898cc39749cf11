using System.Text;
using Proximity.Protocol.Heads;

namespace Proximity.Http2.Rendering;

/// <summary>Writes trailer fields as lines.</summary>
internal static class TrailerLine
{
    /// <summary>A field that could not stand in a trailer section of HTTP/1.1 is left out: by its time the message is on its way.</summary>
    public static void Append(string name, string value, StringBuilder lines)
    {
        if (FieldSyntax.IsToken(Encoding.Latin1.GetBytes(name)) && FieldSyntax.IsFieldValue(Encoding.Latin1.GetBytes(value)))
        {
            lines.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
