using System.Buffers;

namespace Proximity.Masking;

/// <summary>The key forms that their issuers have published so that scanners find them.</summary>
internal static class KeyForms
{
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> Word = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> Dotted = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=");

    private static readonly SearchValues<char> Base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly SearchValues<char> PathLike = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-");

    public static IReadOnlyList<KeyForm> All { get; } =
    [
        .. Named("AWS access key", Upper, 16, 16, "AKIA", "ASIA", "ABIA", "ACCA"),
        .. Named("GitHub token", Alphanumeric, 30, 255, "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        new("github_pat_", "GitHub token", Word, 30),
        .. Named("GitLab token", Word, 20, 300, "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-"),
        .. Named("Slack token", Word, 10, 300, "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.xoxp-", "xapp-"),
        new("hooks.slack.com/services/", "Slack webhook", PathLike, 20),
        new("/services/T", "Slack webhook", PathLike, 40, 80) { NeedsDigit = true },
        new("discord.com/api/webhooks/", "Discord webhook", PathLike, 40),
        new("/api/webhooks/", "Discord webhook", PathLike, 78, 120) { NeedsDigit = true },
        .. Named("Stripe key", Alphanumeric, 10, 255, "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"),
        new("AIza", "Google API key", Word, 35, 35),
        new("ya29.", "Google access token", Dotted, 20),
        new("GOCSPX-", "Google client secret", Word, 20, 60),
        .. Named("OpenAI key", Word, 20, 300, "sk-proj-", "sk-svcacct-", "sk-admin-"),
        new("sk-ant-", "Anthropic key", Word, 20),
        new("sk-", "API key", Word, 32, 300) { NeedsDigit = true },
        .. Named("npm token", Alphanumeric, 36, 36, "npm_"),
        new("pypi-", "PyPI token", Word, 50),
        new("SG.", "SendGrid key", Dotted, 50, 80) { NeedsDigit = true },
        new("key-", "Mailgun key", Hexadecimal, 32, 32),
        new("SK", "Twilio key", Hexadecimal, 32, 32),
        .. Named("DigitalOcean token", Hexadecimal, 64, 64, "dop_v1_", "doo_v1_", "dor_v1_"),
        new("hf_", "Hugging Face token", Alphanumeric, 30, 60),
        .. Named("Shopify token", Hexadecimal, 32, 32, "shpat_", "shpca_", "shppa_", "shpss_"),
        .. Named("Square token", Word, 22, 60, "sq0atp-", "sq0csp-"),
        new("EAAA", "Square or Facebook token", Word, 56),
        new("dapi", "Databricks token", Hexadecimal, 32, 32),
        new("lin_api_", "Linear key", Alphanumeric, 32),
        new("PMAK-", "Postman key", Word, 50),
        new("ATATT3", "Atlassian token", Dotted, 50),
        .. Named("Vault token", Word, 20, 300, "hvs.", "hvb.", "hvr."),
        new("dp.pt.", "Doppler token", Alphanumeric, 40),
        new("AGE-SECRET-KEY-1", "age key", Upper, 50),
        new("dckr_pat_", "Docker token", Word, 20),
        .. Named("New Relic key", Alphanumeric, 27, 60, "NRAK-", "NRJS-", "NRII-"),
        new("rubygems_", "RubyGems key", Hexadecimal, 48, 48),
        new("glsa_", "Grafana token", Word, 32),
        new("sntrys_", "Sentry token", Dotted, 40),
        new("secret_", "Notion token", Alphanumeric, 43, 43),
        new("figd_", "Figma token", Word, 32),
        new("pul-", "Pulumi token", Hexadecimal, 40, 40),
        new("tfp_", "Typeform token", Word, 40),
        new("AccountKey=", "Azure account key", Base64, 40),
        new("SharedAccessKey=", "Azure access key", Base64, 40),
    ];

    private static IEnumerable<KeyForm> Named(string kind, SearchValues<char> characters, int fewest, int most, params string[] prefixes)
        => prefixes.Select(prefix => new KeyForm(prefix, kind, characters, fewest, most));
}
