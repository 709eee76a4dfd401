package io.rein4j.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that opens pages from files. */
public final class Browser implements AutoCloseable {

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser start(Path chromium, Path chromedriver) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    // Without the sandbox, as CI runs as root; it opens nothing but the test's own files.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile()).build();
    return new Browser(new ChromeDriver(service, options));
  }

  /**
   * Sets what the next pages are shown on.
   *
   * @param width in CSS pixels
   * @param height in CSS pixels
   * @param scheme light or dark
   */
  public void show(int width, int height, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            "",
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /**
   * Lets the next pages be laid out as for paper.
   *
   * @param width what the paper has between its margins, in CSS pixels; 718 on A4
   */
  public void print(int width) {
    show(width, 1000, "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
  }

  /**
   * Opens a file, and forgets what the pages before said and asked for.
   *
   * @param page the file
   */
  public void open(Path page) {
    messages();
    requests();
    String address = page.toUri().toString();
    driver.get(address);
    // On a busy machine get has returned before the page was there.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!isComplete(address)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("The page %s does not load.".formatted(address));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private boolean isComplete(String address) {
    String script = "return location.href === arguments[0] && document.readyState === 'complete';";
    return Boolean.TRUE.equals(driver.executeScript(script, address));
  }

  /** {@return what the page wrote to the console, errors among it} */
  public List<String> messages() {
    return entries(LogType.BROWSER).map(LogEntry::getMessage).toList();
  }

  /** {@return the addresses that the page asked for, its own among them} */
  public List<String> requests() {
    return entries(LogType.PERFORMANCE)
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .map(message -> message.replaceFirst("(?s).*\"request\":\\{.*?\"url\":\"(.*?)\".*", "$1"))
        .toList();
  }

  private Stream<LogEntry> entries(String type) {
    return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false);
  }

  /**
   * Runs a script in the page.
   *
   * @param script its text; {@code arguments} are the values
   * @param values what it gets
   * @return what it returns, or what the promise it returns comes to; not null
   */
  public Object run(String script, Object... values) {
    return Objects.requireNonNull(driver.executeScript(script, values), script);
  }

  /**
   * Takes a picture of the whole page, under {@code -Drein4j.pictures=true}: it takes seconds.
   *
   * @param png where to
   * @throws IOException if it cannot be written
   */
  public void screenshot(Path png) throws IOException {
    if (!Boolean.getBoolean("rein4j.pictures")) {
      return;
    }
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.createDirectories(png.toAbsolutePath().getParent());
    Files.write(png, Base64.getDecoder().decode((String) shot.get("data")));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
