namespace Proximity.Filters.Matching;

/// <summary>
/// A host by a pattern of labels: an asterisk that is a whole label stands for one or more labels, one within a label for any characters
/// but dots.
/// </summary>
internal sealed class HostGlobMatcher : TextMatcher
{
    private readonly Label[] labels;

    public HostGlobMatcher(string pattern) => labels = [.. pattern.Split('.').Select(text => new Label(text))];

    public override bool Matches(ReadOnlySpan<char> text)
    {
        // Where several labels may be one asterisk, the last of them that was met is tried with one label more.
        int at = 0;
        int label = 0;
        int starLabel = -1;
        int starAt = 0;
        while (at <= text.Length)
        {
            if (label < labels.Length && labels[label].IsStar && TakeLabel(text, at) is > 0 and int star)
            {
                (starLabel, starAt) = (label++, at + star);
                at = starAt;
            }
            else if (label < labels.Length && labels[label].Matches(text, at, out int taken))
            {
                label++;
                at += taken;
            }
            else if (starLabel >= 0 && starAt <= text.Length && TakeLabel(text, starAt) is > 0 and int more)
            {
                starAt += more;
                (at, label) = (starAt, starLabel + 1);
            }
            else
            {
                return false;
            }
        }

        return label == labels.Length;
    }

    /// <summary>How long the label here is, with its dot; 0 when it is empty.</summary>
    private static int TakeLabel(ReadOnlySpan<char> text, int at)
    {
        int dot = text[at..].IndexOf('.');
        int length = dot < 0 ? text.Length - at : dot;
        return length == 0 ? 0 : length + 1;
    }

    private sealed class Label(string text)
    {
        private readonly GlobMatcher glob = new(text);

        public bool IsStar { get; } = text == "*";

        public bool Matches(ReadOnlySpan<char> host, int at, out int taken)
        {
            int dot = host[at..].IndexOf('.');
            ReadOnlySpan<char> label = dot < 0 ? host[at..] : host.Slice(at, dot);
            taken = label.Length + 1;
            return !IsStar && glob.Matches(label);
        }
    }
}
