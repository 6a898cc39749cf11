using System.Collections;
using System.Globalization;
using Proximity.Cli.CommandLine;
using Proximity.Cli.Configuration;
using Proximity.Cli.Configuration.Rows;
using Proximity.Cli.Output;

namespace Proximity.Cli.Controlling;

/// <summary>The options of the running proxy: what they are, and changes of them.</summary>
/// <param name="server">The proxy.</param>
/// <param name="settings">What it was started with.</param>
internal sealed class RunningOptions(ProxyServer server, Settings settings)
{
    private static readonly HashSet<string> Changeable =
        [.. OptionForms.Of(new ProxyOptions()).Where(static option => option.MayChange).Select(static option => option.FlatName)];

    private readonly Lock gate = new();
    private Settings present = settings;

    public IReadOnlyList<OptionFact> Facts()
    {
        var now = Volatile.Read(ref present);
        return [.. OptionTable.Rows.Select(row => Fact(row, now))];
    }

    /// <inheritdoc cref="IControlledProxy.ChangeOptions"/>
    public IReadOnlyList<string> Change(IReadOnlyDictionary<string, string?> values, bool isTrial)
    {
        lock (gate)
        {
            List<OptionRow> rows = [];
            var changed = present;
            foreach (var (name, text) in values)
            {
                var row = RowOf(name);
                rows.Add(row);
                changed = WithValue(changed, row, text);
            }

            OptionRow[] others = [.. rows.Where(row => Text(row, changed) != Text(row, present))];
            if (!isTrial && others.Length > 0)
            {
                Apply(others, changed.ToProxyOptions());
                present = changed;
            }

            return [.. others.Select(NameOf)];
        }
    }

    public InterceptionFacts Interception()
    {
        var now = Volatile.Read(ref present);
        return new InterceptionFacts(now.Mitm is true, now.InterceptHosts, now.PassThroughHosts ?? [], []);
    }

    /// <inheritdoc cref="IControlledProxy.ChangeInterception"/>
    public void ChangeInterception(IReadOnlyList<string>? intercept, IReadOnlyList<string>? passThrough, bool isTrial)
    {
        lock (gate)
        {
            if (present.Mitm is not true)
            {
                throw new OperationException(OperationProblem.Conflict, "not_intercepting", "Interception is off; it begins with --mitm.");
            }

            var changed = present
                .With(nameof(Settings.InterceptHosts), intercept is { Count: > 0 } ? intercept : null, "API")
                .With(nameof(Settings.PassThroughHosts), passThrough, "API");
            var interception = changed.ToInterceptionOptions();
            if (isTrial)
            {
                return;
            }

            Update(options =>
            {
                options.Interception!.InterceptHosts = interception.InterceptHosts;
                options.Interception.PassThroughHosts = interception.PassThroughHosts;
            });
            present = changed;
        }
    }

    private void Apply(IReadOnlyList<OptionRow> rows, ProxyOptions wanted)
        => Update(options =>
        {
            foreach (var row in rows)
            {
                OptionForms.Of(options).Single(form => form.FlatName == row.Member)
                    .CopyFrom(OptionForms.Of(wanted).Single(form => form.FlatName == row.Member));
            }
        });

    private void Update(Action<ProxyOptions> configure)
    {
        try
        {
            server.Update(configure);
        }
        catch (ProxyOptionsException exception)
        {
            throw new OperationException(OperationProblem.Invalid, "invalid_option", exception.Message);
        }
    }

    private static OptionFact Fact(OptionRow row, Settings settings)
    {
        var isSet = settings.SourceOf(row.Setting) is not null;
        var value = row is TextRow { Kind: TextKind.Secret } ? null : Text(row, settings) ?? row.Default;
        return new OptionFact(
            NameOf(row), value, row.Text, Changeable.Contains(row.Member ?? "") ? OptionChange.Now : OptionChange.AtStart, isSet);
    }

    private static string NameOf(OptionRow row) => row.Name.TrimStart('-');

    private static OptionRow RowOf(string name)
    {
        var row = OptionTable.Rows.FirstOrDefault(row => NameOf(row) == name)
            ?? throw new OperationException(OperationProblem.Invalid, "unknown_option", $"There is no option {name}.");
        return Changeable.Contains(row.Member ?? "") ? row
            : throw new OperationException(OperationProblem.Conflict, "fixed_option", $"{name} cannot change while the proxy runs.");
    }

    /// <summary>The value is read as on the command line.</summary>
    private static Settings WithValue(Settings settings, OptionRow row, string? text)
    {
        if (text is null)
        {
            return settings.Without(row.Setting);
        }

        var command = new ProximityCommand();
        var line = command.Parse(row.ValueName is null && text == "true" ? [row.Name] : [row.Name, text]);
        return line.Errors.Count == 0
            ? settings.Without(row.Setting).With(row.Setting, command.Read(line).ValueOf(row.Setting), row.Name)
            : throw new OperationException(OperationProblem.Invalid, "invalid_option", string.Join(' ', LineErrors.Sentences(line)));
    }

    /// <summary>The value as text, without a password; null when nobody has set it.</summary>
    private static string? Text(OptionRow row, Settings settings) => settings.ValueOf(row.Setting) switch
    {
        null => null,
        string text => Printable.WithoutPassword(text),
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        bool flag => flag ? "true" : "false",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };
}
