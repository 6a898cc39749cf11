using System.Text;
using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Matching;

/// <summary>Makes a condition on texts of an operator and values as people write them.</summary>
/// <param name="field">The field whose texts they are.</param>
/// <param name="settings">Where sets are.</param>
internal sealed class TextBinder(FilterField field, FilterSettings settings)
{
    public TextMatcher? Bind(FilterOperator @operator, FilterValue value, out string? problem)
    {
        if (value is RangeValue || NumberBinder.IsComparison(@operator))
        {
            NumberMatcher? numbers = new NumberBinder(FieldType.Number, settings.TimeProvider).Bind(@operator, value, out problem);
            return numbers is null ? null : new NumberTextMatcher(numbers);
        }

        var matchers = new List<TextMatcher>();
        foreach (SingleValue item in ((ListValue)value).Items)
        {
            if (Single(@operator, item, out problem) is not { } matcher)
            {
                return null;
            }

            matchers.Add(matcher);
        }

        problem = null;
        return matchers.Count == 1 ? matchers[0] : new AnyOfMatcher([.. matchers]);
    }

    private TextMatcher? Single(FilterOperator @operator, SingleValue value, out string? problem)
    {
        bool isEquality = @operator is FilterOperator.Matches or FilterOperator.Equal or FilterOperator.Identical;
        problem = null;
        switch (value)
        {
            case RegexValue regex when @operator is FilterOperator.Matches or FilterOperator.Equal or FilterOperator.Regex:
                return RegexMatcher.Create(regex.Pattern, regex.IgnoresCase, regex.DotIsAny, out problem);
            case RegexValue:
                problem = "An expression between slashes stands behind a colon, = or ~.";
                return null;
            case FileValue file when isEquality:
                return Set(@operator, file.Path, out problem);
            case FileValue:
                problem = "A set stands behind a colon, = or ==.";
                return null;
            default:
                return Text(@operator, (TextValue)value, out problem);
        }
    }

    private TextMatcher? Text(FilterOperator @operator, TextValue value, out string? problem)
    {
        problem = null;
        switch (@operator)
        {
            case FilterOperator.Regex:
                return RegexMatcher.Create(value.Text, ignoresCase: false, dotIsAny: false, out problem);
            case FilterOperator.Matches:
                return Natural(value, out problem);
            case FilterOperator.Identical when field.Type != FieldType.Host:
                return new IdenticalMatcher(value.Text);
            case FilterOperator.Identical:
                // The names of hosts have no case (RFC 4343).
                return new PartMatcher(value.Text, FilterOperator.Equal);
            case FilterOperator.Equal when field.Type == FieldType.ContentKind:
                return Natural(value, out problem);
            default:
                return new PartMatcher(value.Text, @operator);
        }
    }

    private TextMatcher? Natural(TextValue value, out string? problem)
    {
        problem = null;
        switch (field.Type)
        {
            case FieldType.Address:
                AddressMatcher? address = AddressMatcher.Create(value.Text);
                problem = address is null ? $"{value.Text} is neither an address nor a range such as 10.0.0.0/8." : null;
                return address;
            case FieldType.ContentKind when !ContentKinds.Names.Contains(value.Text, StringComparer.OrdinalIgnoreCase):
                problem = $"{value.Text} is no kind of content; those are {string.Join(", ", ContentKinds.Names)}.";
                return null;
            case FieldType.Host:
                return value.IsPattern ? new HostGlobMatcher(value.Text) : new DomainMatcher(value.Text.TrimStart('.'));
            case FieldType.Text or FieldType.Path:
                return value.IsPattern ? new GlobMatcher(value.Text) : new PartMatcher(value.Text, FilterOperator.Contains);
            default:
                return value.IsPattern ? new GlobMatcher(value.Text) : new PartMatcher(value.Text, FilterOperator.Equal);
        }
    }

    private FileSet? Set(FilterOperator @operator, string name, out string? problem)
    {
        if (settings.FileFolder is not { } folder)
        {
            problem = "Sets from files are not allowed here.";
            return null;
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            problem = "A file's name holds no NUL.";
            return null;
        }

        string path = Path.GetFullPath(name, Path.GetFullPath(folder));
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        bool isWithin = path.StartsWith(root, StringComparison.Ordinal);
        if (!isWithin && !settings.MayReadAnyFile)
        {
            problem = $"{name} is not in the folder for sets.";
            return null;
        }

        return FileSet.Open(path, lines => Bind(@operator, lines), settings.TimeProvider, out problem);
    }

    /// <summary>Plain values are looked up, the others compared.</summary>
    private (TextMatcher? Matcher, string? Problem) Bind(FilterOperator @operator, IReadOnlyList<string> lines)
    {
        var plain = new List<string>();
        var others = new List<TextMatcher>();
        foreach (string line in lines)
        {
            var value = new TextValue(line);
            if (IsLookedUp(@operator, value))
            {
                plain.Add(field.Type == FieldType.Host ? line.TrimStart('.') : line);
            }
            else if (Text(@operator, value, out string? problem) is { } matcher)
            {
                others.Add(matcher);
            }
            else
            {
                return (null, problem!.TrimEnd('.'));
            }
        }

        bool hasDomains = field.Type == FieldType.Host && @operator == FilterOperator.Matches;
        return (new ValueSet(plain, hasDomains, others.Count == 0 ? null : new AnyOfMatcher([.. others])), null);
    }

    private bool IsLookedUp(FilterOperator @operator, TextValue value)
        => Ascii.IsValid(value.Text) && @operator switch
        {
            FilterOperator.Equal => field.Type != FieldType.ContentKind,
            FilterOperator.Identical => field.Type == FieldType.Host,
            _ => !value.IsPattern && field.Type is FieldType.Host or FieldType.Word,
        };
}
