using System.IO.Compression;
using System.Linq.Expressions;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Content;
using Proximity.Filters;
using Proximity.Stores;

namespace Proximity.Tests.Server;

/// <summary>Every option is either changed by an update or refused by its name; none is taken and then without effect.</summary>
public class UpdateCoverageTests
{
    public static TheoryData<string> Options { get; } =
        [.. Settable(typeof(ProxyOptions)).Select(property => property.Name)];

    public static TheoryData<string> InterceptionMembers { get; } =
        [.. Settable(typeof(InterceptionOptions)).Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_IsCopiedAndMayChangeOrIsNamed(string name)
    {
        var before = new ProxyOptions { Interception = new InterceptionOptions() };
        ProxyOptions changed = before.Copy(before.Handlers, null);
        PropertyInfo property = typeof(ProxyOptions).GetProperty(name)!;
        property.SetValue(changed, Another(property, before));
        Assert.Equal(property.GetValue(changed), property.GetValue(changed.Copy(changed.Handlers, null)));
        bool mayChange = OptionForms.Of(before).Any(value => value.FlatName == name && value.MayChange);
        Assert.Equal(mayChange ? [] : [name], changed.FixedOptionsOtherThan(before));
    }

    [Theory]
    [MemberData(nameof(InterceptionMembers))]
    public void InterceptionOption_IsCopiedAndMayChangeOrIsNamed(string name)
    {
        var before = new InterceptionOptions();
        InterceptionOptions changed = before.Copy();
        PropertyInfo property = typeof(InterceptionOptions).GetProperty(name)!;
        property.SetValue(changed, Another(property, before));
        Assert.Equal(property.GetValue(changed), property.GetValue(changed.Copy()));
        bool mayChange = name is nameof(InterceptionOptions.InterceptHosts) or nameof(InterceptionOptions.PassThroughHosts);
        Assert.Equal(mayChange ? [] : [name], changed.FixedOptionsOtherThan(before));
    }

    [Fact]
    public void ContentCodings_AreNamed()
    {
        var before = new ProxyOptions();
        ProxyOptions changed = before.Copy(before.Handlers, null);
        changed.ContentCodings.Add(new OtherCoding());
        Assert.Equal(["ContentCodings"], changed.FixedOptionsOtherThan(before));
        Assert.Equal(changed.ContentCodings, changed.Copy(changed.Handlers, null).ContentCodings);
    }

    private static IEnumerable<PropertyInfo> Settable(Type type)
        => type.GetProperties().Where(property => property.SetMethod?.IsPublic == true);

    private static object? Another(PropertyInfo property, object owner) => property.GetValue(owner) switch
    {
        int number => number + 1,
        long number => number + 1,
        bool flag => !flag,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        Enum value => Enum.ToObject(value.GetType(), Convert.ToInt32(value, null) + 1),
        TimeProvider => new BreakableClock(),
        InterceptionOptions => null,
        null => Make(property.PropertyType),
        var other => throw new InvalidOperationException($"{property.Name}: {other}"),
    };

    private static object Make(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            ParameterExpression[] parameters = [.. invoke.GetParameters().Select(one => Expression.Parameter(one.ParameterType))];
            return Expression.Lambda(type, Expression.Default(invoke.ReturnType), parameters).Compile();
        }

        return type switch
        {
            _ when type == typeof(string) => "other",
            _ when type == typeof(int?) => 7,
            _ when type == typeof(TimeSpan?) => TimeSpan.FromSeconds(7),
            _ when type == typeof(IReadOnlyList<string>) => new[] { "other" },
            _ when type == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string>(),
            _ when type == typeof(IReadOnlyDictionary<string, X509Certificate2>) => new Dictionary<string, X509Certificate2>(),
            _ when type == typeof(X509Certificate2Collection) => new X509Certificate2Collection(),
            _ when type == typeof(Http2Support) => new NoHttp2(),
            _ when type == typeof(IFlowFilter) => Filter.Parse("host:other"),
            _ when type == typeof(FlowStoreOptions) => new FlowStoreOptions(new MemoryFlowStore()),
            _ when type == typeof(ILogger) => NullLogger.Instance,
            _ when type == typeof(ILoggerFactory) => NullLoggerFactory.Instance,
            _ => throw new InvalidOperationException(type.Name),
        };
    }

    private sealed class NoHttp2 : Http2Support;

    private sealed class OtherCoding : IContentCoding
    {
        public string Name => "other";

        public IReadOnlyList<string> Aliases => [];

        public IContentDecoder CreateDecoder() => throw new NotSupportedException();

        public IContentEncoder CreateEncoder(CompressionLevel level) => throw new NotSupportedException();
    }
}
