package io.wxomedia;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import io.wxomedia.payload.PayloadStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for how long the service waits for its database.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	/**
	 * A transaction that falls silent holds its locks, and an instance that is frozen, or
	 * whose machine is gone without a word, would hold them for hours. Shorter than the
	 * lease, so that whoever takes its work over finds them free. No transaction waits
	 * for anything but the database.
	 */
	private static final String END_SILENT_TRANSACTIONS = "set idle_in_transaction_session_timeout = '15s'";

	/**
	 * Bounds what PostgreSQL's driver would wait for without end: when the network drops
	 * packets, an answer never comes and no error either. H2 refuses settings that it
	 * does not know, so this cannot stand in application.yml. Parameters of the address
	 * win. H2 in turn closes itself, and is opened again; its commits share their writes.
	 */
	@Bean
	static BeanPostProcessor dependableConnections() {
		return new BeanPostProcessor() {

			@Override
			public @Nullable Object postProcessBeforeInitialization(Object bean, String name) {
				if (bean instanceof HikariDataSource pool) {
					String address = String.valueOf(pool.getJdbcUrl());
					if (address.startsWith("jdbc:postgresql:")) {
						pool.addDataSourceProperty("socketTimeout", "10");
						pool.addDataSourceProperty("connectTimeout", "5");
						pool.addDataSourceProperty("tcpKeepAlive", "true");
						pool.addDataSourceProperty("ApplicationName", "wxo-media-service");
						pool.setConnectionInitSql(END_SILENT_TRANSACTIONS);
					}
					else if (address.startsWith("jdbc:h2:")) {
						pool.setExceptionOverride(new ClosedDatabase(pool));
						if (EmbeddedDataSource.takes(address)) {
							pool.setDataSource(new EmbeddedDataSource(database(pool)));
						}
					}
				}
				return bean;
			}

		};
	}

	/**
	 * What the pool was given, or would make by itself.
	 */
	private static DataSource database(HikariDataSource pool) {
		DataSource given = pool.getDataSource();
		return (given != null) ? given : new DriverDataSource(pool.getJdbcUrl(), pool.getDriverClassName(),
				pool.getDataSourceProperties(), pool.getUsername(), pool.getPassword());
	}

	/**
	 * There with the embedded database only: PostgreSQL looks after its own files.
	 */
	@Bean
	EmbeddedDatabaseUpkeep embeddedDatabaseUpkeep(DataSource dataSource, PayloadStore payloads) {
		return new EmbeddedDatabaseUpkeep(dataSource, payloads.space());
	}

}
