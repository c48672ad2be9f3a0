package io.wxomedia.durability;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;

/**
 * Moves the data folder of an earlier version into PostgreSQL: the tables as they were,
 * and payloads from their files into rows.
 */
final class EarlierRows {

	private static final String H2_SETTINGS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;IFEXISTS=TRUE";

	/**
	 * No table refers to a later one.
	 */
	private static final List<String> TABLES = List.of("job", "job_item", "idempotency_key", "provider_call",
			"provider_permit", "provider_pause", "delivery", "delivery_attempt", "inbox_callback", "inbox_behaviour",
			"job_queue", "delivery_queue");

	private static final int CHUNK = 1024 * 1024;

	private EarlierRows() {
	}

	/**
	 * Copy everything.
	 * @param data the folder, which keeps what is not in the database
	 * @param postgres the empty database
	 * @param version the last migration of the earlier version
	 */
	static void copy(Path data, String postgres, String version) throws SQLException, IOException {
		Flyway.configure().dataSource(postgres, "postgres", "postgres").target(version).load().migrate();
		try (Connection from = DriverManager.getConnection("jdbc:h2:" + data.resolve("db/media") + H2_SETTINGS);
				Connection to = DriverManager.getConnection(postgres, "postgres", "postgres")) {
			for (String table : TABLES) {
				copy(table, from, to);
			}
			try (Stream<Path> files = Files.walk(data.resolve("payloads"))) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					store(file, to);
				}
			}
		}
	}

	private static void copy(String table, Connection from, Connection to) throws SQLException {
		try (ResultSet rows = from.createStatement().executeQuery("select * from " + table)) {
			List<String> columns = new ArrayList<>();
			for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
				columns.add(rows.getMetaData().getColumnName(i));
			}
			String insert = "insert into %s (%s) values (%s)".formatted(table, String.join(", ", columns),
					String.join(", ", Collections.nCopies(columns.size(), "?")));
			try (PreparedStatement statement = to.prepareStatement(insert)) {
				while (rows.next()) {
					for (int i = 1; i <= columns.size(); i++) {
						set(statement, rows, i);
					}
					statement.executeUpdate();
				}
			}
		}
	}

	private static void set(PreparedStatement statement, ResultSet rows, int column) throws SQLException {
		// By name, since for JDBC a UUID of H2 is as binary as bytes are.
		switch (rows.getMetaData().getColumnTypeName(column)) {
			case "UUID" -> statement.setObject(column, rows.getObject(column, UUID.class));
			case "TIMESTAMP WITH TIME ZONE" ->
				statement.setObject(column, rows.getObject(column, OffsetDateTime.class));
			case "BINARY VARYING" -> statement.setBytes(column, rows.getBytes(column));
			default -> statement.setObject(column, rows.getObject(column));
		}
	}

	private static void store(Path file, Connection to) throws SQLException, IOException {
		UUID id = UUID.fromString(file.getFileName().toString());
		byte[] bytes = Files.readAllBytes(file);
		OffsetDateTime now = OffsetDateTime.now();
		try (PreparedStatement head = to
			.prepareStatement("insert into payload (id, length, created_at) values (?, ?, ?)")) {
			head.setObject(1, id);
			head.setLong(2, bytes.length);
			head.setObject(3, now);
			head.executeUpdate();
		}
		try (InputStream content = new ByteArrayInputStream(bytes);
				PreparedStatement chunk = to.prepareStatement(
						"insert into payload_chunk (payload_id, number, created_at, bytes) values (?, ?, ?, ?)")) {
			byte[] piece = content.readNBytes(CHUNK);
			for (int number = 0; piece.length > 0; number++) {
				chunk.setObject(1, id);
				chunk.setInt(2, number);
				chunk.setObject(3, now);
				chunk.setBytes(4, piece);
				chunk.executeUpdate();
				piece = content.readNBytes(CHUNK);
			}
		}
	}

}
