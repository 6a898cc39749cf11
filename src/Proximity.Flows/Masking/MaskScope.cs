using System.Text;
using Proximity.Protocol.Targets;

namespace Proximity.Masking;

/// <summary>Masks within one flow: knows the names, gives marks, and notes what was masked where.</summary>
/// <param name="names">Whose values are secrets.</param>
/// <param name="marks">The file's marks.</param>
/// <param name="flowId">The flow's number.</param>
/// <param name="onMasked">Called for each place; null when nobody wants to know.</param>
internal sealed class MaskScope(SecretNames names, SecretMarks marks, long flowId, Action<MaskedPlace>? onMasked)
{
    private const string ByName = "secret by its name";

    public SecretNames Names => names;

    /// <summary>The mark for a value that is a secret by its name; an empty one is none.</summary>
    public string Named(string value, string place)
    {
        if (value.Length == 0 || value == UserInformation.Mask || SecretMarks.IsMark(value))
        {
            return value;
        }

        string mark = marks.Of(value);
        onMasked?.Invoke(new MaskedPlace(flowId, place, ByName, mark));
        return mark;
    }

    /// <summary>The text with what looks like a secret masked; the very text when nothing does.</summary>
    public string Shaped(string text, string place)
    {
        if (SecretShapes.Find(text) is not { } secrets)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        int done = 0;
        foreach (Secret secret in secrets)
        {
            string mark = marks.Of(text.Substring(secret.Start, secret.Length));
            onMasked?.Invoke(new MaskedPlace(flowId, place, secret.Kind, mark));
            masked.Append(text, done, secret.Start - done).Append(mark);
            done = secret.End;
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Notes what could not be looked into.</summary>
    public void LeftOut(string place, string reason) => onMasked?.Invoke(new MaskedPlace(flowId, place, reason, null));
}
