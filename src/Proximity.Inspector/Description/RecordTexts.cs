using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Proximity.Inspector.Description;

/// <summary>
/// What the documentation comments of the operations' records say. The compiler writes them into a file, and the build puts that into this
/// assembly: so nothing has to be said twice.
/// </summary>
internal static partial class RecordTexts
{
    private const string Resource = "Proximity.Control.xml";

    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    /// <summary>What a record is; null when nothing says.</summary>
    public static string? Of(Type record) => Texts.Value.GetValueOrDefault($"T:{record.FullName}");

    /// <summary>What a member of a record is; null when nothing says.</summary>
    public static string? Of(Type record, string member)
        => Texts.Value.GetValueOrDefault($"P:{record.FullName}.{member}") ?? Texts.Value.GetValueOrDefault($"T:{record.FullName}#{member}");

    private static Dictionary<string, string> Read()
    {
        using Stream? file = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file is null)
        {
            return texts;
        }

        foreach (XElement member in XDocument.Load(file).Descendants("member"))
        {
            string name = member.Attribute("name")!.Value;
            Add(name, member.Element("summary"));
            foreach (XElement parameter in member.Elements("param"))
            {
                Add($"{name}#{parameter.Attribute("name")!.Value}", parameter);
            }
        }

        return texts;

        void Add(string name, XElement? element)
        {
            if (element is not null)
            {
                texts[name] = Plain(element);
            }
        }
    }

    /// <summary>The words alone: a reference is the last part of its name.</summary>
    private static string Plain(XElement element)
    {
        foreach (XElement reference in element.Descendants().Where(static inner => inner.Attribute("cref") is not null).ToArray())
        {
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.')[^1]);
        }

        return Spaces().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
