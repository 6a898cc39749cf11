namespace Proximity;

/// <summary>All options that have two forms, and the judgement of them that needs no engine.</summary>
internal static class OptionForms
{
    /// <summary>The rows, in one order for all options.</summary>
    public static IEnumerable<OptionValue> Of(ProxyOptions options) =>
    [
        .. options.Limits.Values,
        .. options.Timeouts.Values,
        .. options.Access.Values,
        .. options.Recording.Values,
        .. options.Upstream.Values,
    ];

    /// <summary>Finds values out of range, options that are set in both forms, and such that contradict one another.</summary>
    public static void Judge(ProxyOptions options, OptionProblems problems)
    {
        foreach (OptionValue value in Of(options))
        {
            value.Judge(problems);
        }

        JudgeListening(options, problems);
        LimitOptions limits = options.Limits;
        if (limits.MaxHeldBytesValue.IsStrict && limits.MaxHeldBytes < limits.MaxHeldBodyBytes && limits.MaxHeldBytes > 0)
        {
            problems.Add(
                limits.MaxHeldBytesValue.Member,
                $"{limits.MaxHeldBytesValue.Text} is less than {limits.MaxHeldBodyBytesValue.Text}, which one body may hold"
                + $" by {limits.MaxHeldBodyBytesValue.NameInUse}",
                value: limits.MaxHeldBytesValue.Text);
        }

        if (options is { Logger: not null, LoggerFactory: not null })
        {
            problems.Add(nameof(options.LoggerFactory), "Both Logger and LoggerFactory are set: one of them is enough");
        }

        if (options.TimeProvider is null)
        {
            problems.Add(nameof(options.TimeProvider), "The clock is null");
        }
    }

    private static void JudgeListening(ProxyOptions options, OptionProblems problems)
    {
        if (options.Listening.Count == 0)
        {
            return;
        }

        if (options.Listening.Count > 1)
        {
            problems.Add(nameof(options.Listen), "Listen was called more than once: a proxy listens on one address");
        }

        string[] flat = [.. options.FlatListening];
        if (flat.Length > 0)
        {
            problems.Add(nameof(options.Listen), $"This is set in both forms, Listen and {string.Join(", ", flat)}: one of them is enough");
        }

        foreach (ListenAddress listen in options.Listening)
        {
            if (listen.Port is < 0 or > 65535)
            {
                problems.Add(nameof(options.Listen), $"Port {listen.Port} is not in 0..65535", value: listen.Port.ToString(null, null));
            }
        }
    }
}
